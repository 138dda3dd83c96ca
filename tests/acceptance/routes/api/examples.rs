//! The examples of the manual, as somebody types them.

use std::path::Path;
use std::process::Command;

use gantry_test_support::TestApp;

use super::Program;

#[tokio::test(flavor = "multi_thread")]
async fn every_curl_of_the_manual_works() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/api.md");
    let text = std::fs::read_to_string(manual).unwrap();
    let blocks: Vec<&str> = text
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|block| block.contains("curl"))
        .collect();
    let script = format!("set -e\n{}", blocks.join("\n"));
    let folder = tempfile::tempdir().unwrap();

    let (url, token) = (app.url.clone(), program.token.clone());
    let place = folder.path().to_owned();
    let run = move || {
        Command::new("sh")
            .args(["-c", &script])
            .current_dir(place)
            .env("GANTRY", url)
            .env("TOKEN", token)
            .output()
            .unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();

    assert!(blocks.len() >= 4, "{}", blocks.len());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
}
