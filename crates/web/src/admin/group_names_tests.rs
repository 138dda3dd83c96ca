//! With more groups than one can tick, a group is found and named by typing.

use axum::http::StatusCode;

use super::test_site::{Browser, TestSite};

/// One more than are ticked.
const MANY: usize = 21;

async fn add_groups(alice: &Browser<'_>) {
    for number in 0..MANY {
        let name = format!("Crew {number:02}");
        alice.post("/admin/groups", &[("name", &name)]).await;
    }
}

/// The address of a person's page.
async fn add_bert(alice: &Browser<'_>) -> String {
    let form = [("name", "Bert Brand"), ("username", "bert")];
    let added = alice.post("/admin/people", &form).await;
    added.location.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn groups_are_searched_by_how_their_names_begin() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    add_groups(&alice).await;

    let found = alice.get("/admin/groups?q=crew+1").await.text;
    let nothing = alice.get("/admin/groups?q=staff").await.text;

    assert_eq!(found.matches(" data-name>").count(), 10);
    assert!(found.contains(">Crew 19<") && !found.contains(">Crew 20<"));
    assert!(nothing.contains("No group begins with"));
}

#[tokio::test]
async fn people_are_listed_by_the_name_of_their_group() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    add_groups(&alice).await;
    let bert = add_bert(&alice).await;
    let page = alice.get(&bert).await.text;
    let joins = [("further_group", " crew 07 ")];

    let joined = alice.post(&format!("{bert}/groups"), &joins).await;
    let members = alice.get("/admin/people?group=crew+07").await.text;
    let nobody = alice.get("/admin/people?group=crew").await.text;

    assert!(page.contains("id=\"further_group\"") && !page.contains("name=\"group\""));
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
    assert!(members.contains("value=\"Crew 07\"") && members.contains(">Bert Brand<"));
    assert_eq!(members.matches("<th scope=\"row\">").count(), 1);
    assert!(nobody.contains("There is no group crew.") && !nobody.contains("Bert Brand"));
}

#[tokio::test]
async fn an_invitation_names_its_groups() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    add_groups(&alice).await;
    let invitation = |group| {
        [
            ("email", "zoe@example.org"),
            ("further_group", "crew 03"),
            ("further_group", group),
            ("further_group", ""),
        ]
    };

    let refused = alice.post("/admin/invitations", &invitation("crews")).await;
    let made = alice
        .post("/admin/invitations", &invitation("Crew 05"))
        .await;

    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("id=\"further_group-problem\""));
    assert!(refused.text.contains("value=\"crews\""));
    assert_eq!(made.status, StatusCode::OK);
    let (_, open) = made.text.split_once("zoe@example.org").unwrap();
    assert!(open.contains(">Crew 03<") && open.contains(">Crew 05<"));
}
