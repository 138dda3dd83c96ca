//! Row 21 of the advisories: names are compared by whole labels, for passkeys and for sites.

use gantry_core::Seconds;
use gantry_rocketchat::workspaces::same_site::same_site;
use proptest::prelude::{Just, Strategy, prop, prop_assert, prop_oneof, proptest};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use url::Url;

use super::is_signed_in;
use super::passkeys::{HOST, Keyed};

/// How many origins are tried.
const ORIGINS: usize = 40;

fn letters() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,7}"
}

/// Names that have something in common with this server's, and are not it.
fn neighbours() -> impl Strategy<Value = String> {
    let labels: Vec<&str> = HOST.split('.').collect();
    let below: Vec<String> = (1..labels.len()).map(|n| labels[n..].join(".")).collect();
    prop_oneof![
        letters().prop_map(|word| format!("{word}{HOST}")),
        letters().prop_map(|word| format!("{word}-{HOST}")),
        letters().prop_map(|word| format!("{word}.{HOST}")),
        letters().prop_map(|word| format!("{HOST}.{word}")),
        letters().prop_map(|word| format!("{HOST}{word}")),
        prop::sample::select(below.clone()),
        (letters(), prop::sample::select(below)).prop_map(|(word, end)| format!("{word}{end}")),
        (0..HOST.len()).prop_map(without_one),
        Just(HOST.replace('.', "-")),
    ]
}

/// The name without one character; an empty label is left out.
fn without_one(place: usize) -> String {
    let mut host = HOST.to_owned();
    host.remove(place);
    host.trim_matches('.').replace("..", ".")
}

#[tokio::test]
async fn advisory_21_no_neighbour_of_the_name_may_ask_for_a_passkey() {
    let mut keyed = Keyed::new().await;
    let port = Url::parse(&keyed.app.url).unwrap().port().unwrap();
    let mut runner = TestRunner::deterministic();
    for _ in 0..ORIGINS {
        let host = neighbours().new_tree(&mut runner).unwrap().current();
        assert_ne!(host, HOST);
        let visitor = keyed.app.visitor();

        let origin = format!("http://{host}:{port}");
        let (refused, _) = keyed.sign_in(&visitor, &origin).await;

        assert_eq!(refused.status, 422, "{origin}");
        assert!(!is_signed_in(&visitor).await, "{origin}");
        keyed.app.advance(Seconds::minutes(6));
    }
    let (visitor, origin) = (keyed.app.visitor(), keyed.app.url.clone());
    let (own, _) = keyed.sign_in(&visitor, &origin).await;
    assert!(own.url.ends_with("/apps"), "{}", own.url);
}

proptest! {
    #[test]
    fn advisory_21_a_site_ends_at_the_label(word in letters()) {
        let of = |host: &str| Url::parse(&format!("https://{host}")).unwrap();
        let ours = of("id.example.org");
        let with = |pattern: &str| of(&pattern.replace('*', &word));

        prop_assert!(same_site(&ours, &with("*.example.org")));
        for pattern in ["*example.org", "example.org.*", "example.*org", "*-example.org"] {
            prop_assert!(!same_site(&ours, &with(pattern)));
        }
    }
}
