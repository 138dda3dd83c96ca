//! Who may do what to whom: nobody gets further than his role.

use gantry_accounts::permissions::{Administrator, Helpdesk, Reader};
use gantry_core::role::Role;
use gantry_core::user::User;

use crate::support::{Installation, OPERATOR, new_user, password, refusal, told};

async fn with_role(home: &Installation, name: &str, role: Option<Role>) -> User {
    let mut new = new_user(name);
    new.role = role;
    home.accounts.add_user(&OPERATOR, new).await.unwrap()
}

#[tokio::test]
async fn the_helpdesk_helps_people_without_a_role_and_nobody_else() {
    let home = Installation::start().await;
    let desk = with_role(&home, "desk", Some(Role::Helpdesk)).await;
    let helpdesk = Helpdesk::of(&desk).unwrap();
    let accounts = &home.accounts;
    for role in Role::ALL {
        let holder = with_role(&home, role.as_str(), Some(role)).await;
        let new = password("a new sentence for it");

        let set = accounts.set_password(&helpdesk, holder.id, new).await;
        let ended = accounts.end_everything(&helpdesk, holder.id).await;
        let unlocked = accounts.unlock(&helpdesk, holder.id).await;
        let reset = accounts.reset_factors(&helpdesk, holder.id).await;

        assert_eq!(refusal(set).code(), "beyond_role", "{role:?}");
        assert_eq!(refusal(ended).code(), "beyond_role", "{role:?}");
        assert_eq!(refusal(unlocked).code(), "beyond_role", "{role:?}");
        assert_eq!(refusal(reset).code(), "beyond_role", "{role:?}");
    }
    let person = with_role(&home, "person", None).await;
    let new = password("a new sentence for it");
    accounts
        .set_password(&helpdesk, person.id, new)
        .await
        .unwrap();
    accounts.end_everything(&helpdesk, person.id).await.unwrap();
    accounts.unlock(&helpdesk, person.id).await.unwrap();
    accounts.reset_factors(&helpdesk, person.id).await.unwrap();
}

#[tokio::test]
async fn a_disabled_person_proves_nothing() {
    let home = Installation::start().await;
    for role in Role::ALL {
        let mut user = with_role(&home, role.as_str(), Some(role)).await;
        user.disabled = true;

        assert!(Administrator::of(&user).is_none());
        assert!(Helpdesk::of(&user).is_none());
        assert!(Reader::of(&user).is_none());
    }
}

#[tokio::test]
async fn unlocking_forgets_wrong_passwords_from_every_network_that_the_trail_knows() {
    let home = Installation::start().await;
    let alice = home.person("alice").await;
    for _ in 0..10 {
        home.sign_in("alice", "a wrong password", "192.0.2.1").await;
    }
    let before = home
        .sign_in("alice", crate::support::PASSWORD, "192.0.2.1")
        .await;

    let forgotten = home.accounts.unlock(&OPERATOR, alice.id).await.unwrap();

    let after = home
        .sign_in("alice", crate::support::PASSWORD, "192.0.2.1")
        .await;
    assert!(forgotten >= 2, "{forgotten}");
    assert_eq!((told(&before), told(&after)), ("slow down", "done"));
    assert!(home.trail().await.contains(&"unlocked done: ".to_owned()));
}
