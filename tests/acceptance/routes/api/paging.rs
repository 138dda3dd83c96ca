//! Lists, a page at a time.

use gantry_test_support::TestApp;

use super::Program;

#[tokio::test]
async fn pages_follow_each_other_and_leave_nobody_out() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    for name in ["a", "b", "c", "d", "e"] {
        program.add_group(name).await;
        program.add_user(&format!("user-{name}")).await;
    }

    for (list, expected) in [("groups", 5), ("users", 6), ("api-tokens", 1)] {
        let mut found = Vec::new();
        let mut address = format!("/api/v1/{list}?limit=2");
        loop {
            let page = program.get(&address).await.json();
            let items = page["items"].as_array().unwrap().clone();
            assert!(items.len() <= 2, "{list}");
            found.extend(items.iter().map(|it| it["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else {
                break;
            };
            address = format!("/api/v1/{list}?limit=2&cursor={next}");
        }
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), expected, "{list}");
    }
}

#[tokio::test]
async fn cursors_and_limits_that_are_none_are_refused() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    for query in ["cursor=xyz", "cursor=e30", "limit=0", "limit=201"] {
        let answer = program.get(&format!("/api/v1/groups?{query}")).await;
        assert_eq!(
            answer.refusal(),
            (400, "invalid_value".to_owned()),
            "{query}"
        );
    }
    for query in ["limit=x", "after=staff"] {
        let answer = program.get(&format!("/api/v1/groups?{query}")).await;
        let refusal = (400, "invalid_document".to_owned());
        assert_eq!(answer.refusal(), refusal, "{query}");
    }
}
