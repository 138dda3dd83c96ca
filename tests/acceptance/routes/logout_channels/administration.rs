//! What an administrator sees of sign-outs that an application did not take.

use gantry_accounts::permissions::Administrator;

use crate::logout_channels::Heard;

#[tokio::test]
async fn an_administrator_sees_what_stopped_and_lets_it_be_tried_again() {
    let here = Heard::signed_in().await;
    here.app.add_admin("root").await;
    let by = Administrator::operator();
    here.receiver.answer(400);
    let accounts = &here.app.accounts;
    accounts.end_everything(&by, here.alice.id).await.unwrap();
    here.deliver().await;
    let root = here.app.visitor();
    root.sign_in("root").await;
    let application = format!("/admin/applications/{}", here.client.client.slug);

    let link = format!("a[href='{application}/sign-outs']");
    let linked = root.walk(&application).await.page().text(&link);
    let queue = format!("{application}/sign-outs");
    let page = root.walk(&queue).await.page();
    here.receiver.answer(200);
    let button = format!("form[action='{queue}/again'] button");
    let resumed = root.submit(&page, &button, &[]).await.page();
    here.deliver().await;
    let empty = root.walk(&queue).await.page();

    assert!(linked.is_some());
    let row = page.text("tbody tr").unwrap();
    assert!(row.contains("alice Example"), "{row}");
    assert!(row.contains("status 400"), "{row}");
    assert!(resumed.text("[role=status]").is_some());
    assert!(empty.text("#nothing-waits").is_some());
}

#[tokio::test]
async fn nobody_else_sees_or_resumes_it() {
    let here = Heard::signed_in().await;
    let queue = format!("/admin/applications/{}/sign-outs", here.client.client.slug);
    let stranger = here.app.visitor();
    let mallory = here.app.add_user("mallory").await;
    let person = here.app.visitor();
    person.sign_in(mallory.username.as_str()).await;

    let without_session = stranger.get(&queue).await;
    let without_right = person.get(&queue).await;
    let resumed = person.post(&format!("{queue}/again"), &[]).await;

    assert_eq!(without_session.status, 303);
    assert_eq!(without_right.status, 403);
    assert_eq!(resumed.status, 403);
}
