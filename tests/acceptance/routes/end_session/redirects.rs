//! Where a sign-out leads: to a registered address with exactly the state, or nowhere.

use gantry_accounts::permissions::Administrator;
use gantry_test_support::Landing;

use crate::end_session::{Alice, HOME, logout, silently};

#[tokio::test]
async fn a_hint_and_a_registered_address_lead_back_with_exactly_the_state() {
    let alice = Alice::signed_in().await;
    let state = "s+/=&#%é ".repeat(16);
    let request = [
        ("id_token_hint", &*alice.hint),
        ("post_logout_redirect_uri", HOME),
        ("state", &state),
    ];

    let back = alice.visitor.walk(&logout(&request)).await.client();

    let pairs: Vec<(String, String)> = back.query_pairs().into_owned().collect();
    assert_eq!(pairs, [("state".to_owned(), state)]);
    assert!(back.as_str().starts_with(HOME));
    assert_eq!(
        silently(&alice.visitor, &alice.client).await.as_deref(),
        Some("login_required")
    );
}

#[tokio::test]
async fn without_a_state_nothing_is_added() {
    let alice = Alice::signed_in().await;
    let with_query = format!("{HOME}?from=gantry");
    let request = [
        ("id_token_hint", &*alice.hint),
        ("post_logout_redirect_uri", &with_query),
    ];

    let back = alice.visitor.walk(&logout(&request)).await.client();

    assert_eq!(back.as_str(), with_query);
    assert!(!alice.is_signed_in().await);
}

#[tokio::test]
async fn a_registered_query_is_kept_before_the_state() {
    let alice = Alice::signed_in().await;
    let with_query = format!("{HOME}?from=gantry");
    let request = [
        ("id_token_hint", &*alice.hint),
        ("post_logout_redirect_uri", &with_query),
        ("state", "s1"),
    ];

    let back = alice.visitor.walk(&logout(&request)).await.client();

    assert_eq!(back.as_str(), format!("{with_query}&state=s1"));
}

#[tokio::test]
async fn an_address_that_is_not_registered_exactly_is_never_gone_to() {
    let alice = Alice::signed_in().await;

    for address in [
        "https://app.example.org/elsewhere",
        "https://app.example.org/callback",
        "https://app.example.org/signed-out/",
        "https://app.example.org/signed-out?foo=bar",
        "https://app.example.org/signed-out#x",
        "https://app.example.org:443/signed-out",
        "http://app.example.org/signed-out",
        "https://APP.example.org/signed-out",
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
    ] {
        let request = [
            ("id_token_hint", &*alice.hint),
            ("post_logout_redirect_uri", address),
            ("state", "s1"),
        ];
        let page = alice.visitor.walk(&logout(&request)).await.page();

        assert_eq!(page.status, 400, "{address}");
        let problem = page.problem();
        assert_eq!(
            problem.as_deref(),
            Some("redirect_uri_mismatch"),
            "{address}"
        );
    }
    assert!(alice.is_signed_in().await);
    let trail = alice.app.trail().await;
    assert!(trail.contains(&"sign_out redirect_uri_mismatch".to_owned()));
}

#[tokio::test]
async fn an_address_without_a_hint_is_never_gone_to_even_after_a_yes() {
    let alice = Alice::signed_in().await;
    let request = [("post_logout_redirect_uri", HOME), ("state", "s1")];

    let question = alice.visitor.walk(&logout(&request)).await.page();
    let before = alice.is_signed_in().await;
    let after = alice
        .visitor
        .submit(&question, "#logout-yes", &[("decision", "yes")])
        .await
        .page();
    let once_more = alice.visitor.walk(&logout(&request)).await.page();

    assert!(before);
    assert!(after.text("#logged-out").is_some());
    assert!(once_more.text("#logged-out").is_some());
    assert!(!after.body.contains(HOME) && !once_more.body.contains(HOME));
    assert!(!alice.is_signed_in().await);
}

#[tokio::test]
async fn an_application_that_only_gives_its_name_is_led_back_after_a_yes() {
    let alice = Alice::signed_in().await;
    let request = [
        ("client_id", &*alice.client.id),
        ("post_logout_redirect_uri", HOME),
        ("state", "s1"),
    ];

    let question = alice.visitor.walk(&logout(&request)).await.page();
    let back = alice
        .visitor
        .submit(&question, "#logout-yes", &[("decision", "yes")])
        .await;

    assert_eq!(back.client().as_str(), format!("{HOME}?state=s1"));
}

#[tokio::test]
async fn an_address_of_another_application_is_never_gone_to() {
    let alice = Alice::signed_in().await;
    let other = alice
        .app
        .add_rocketchat_with(|settings| settings.consent = false)
        .await;
    let wrong = [
        ("id_token_hint", &*alice.hint),
        ("post_logout_redirect_uri", "https://chat.example.org/"),
    ];
    let differs = [
        ("id_token_hint", &*alice.hint),
        ("client_id", &other.id),
        ("post_logout_redirect_uri", "https://chat.example.org/"),
    ];

    for request in [&wrong[..], &differs[..]] {
        let landing = alice.visitor.walk(&logout(request)).await;

        assert!(matches!(landing, Landing::Page(_)), "{landing:?}");
    }
    assert!(alice.is_signed_in().await);
}

#[tokio::test]
async fn an_application_that_was_switched_off_signs_out_but_leads_nowhere() {
    for hinted in [true, false] {
        let alice = Alice::signed_in().await;
        let by = Administrator::operator();
        let before = &alice.client.client;
        let mut after = before.clone();
        after.disabled = true;
        let changed = alice.app.accounts.change_client(&by, before, after).await;
        changed.unwrap();
        let name = if hinted {
            ("id_token_hint", &*alice.hint)
        } else {
            ("client_id", &*alice.client.id)
        };
        let request = [name, ("post_logout_redirect_uri", HOME), ("state", "s1")];

        let mut page = alice.visitor.walk(&logout(&request)).await.page();
        if page.text("#logout-yes").is_some() {
            let yes = [("decision", "yes")];
            page = alice
                .visitor
                .submit(&page, "#logout-yes", &yes)
                .await
                .page();
        }

        assert!(page.text("#logged-out").is_some());
        assert!(!page.body.contains(HOME), "{}", page.body);
        assert_eq!(alice.visitor.get("/apps").await.status, 303);
    }
}
