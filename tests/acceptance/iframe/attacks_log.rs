//! The log of a server whose workspaces were used well and badly: what it never says.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use gantry_test_support::TestApp;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::attacks::use_well_and_badly;

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn rc_iframe_73_no_line_of_the_log_has_a_token_a_code_or_a_secret_of_a_workspace() {
    let kept = Kept::default();
    // With one subscriber alone, a thread of another test could decide for all that it hears
    // nothing; beside a second one each is asked.
    let _second = tracing_subscriber::fmt()
        .with_writer(io::sink)
        .finish()
        .set_default();
    // Everything but the stand-in's own server and the HTTP libraries, whose headers are marked.
    let everything = tracing_subscriber::fmt()
        .with_env_filter("trace")
        .with_ansi(false)
        .with_writer(kept.clone());
    let _until_dropped = everything.finish().set_default();
    let app = TestApp::start().await;

    let used = use_well_and_badly(&app).await;

    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    let own = |line: &&str| line.contains(" gantry_");
    let lines: Vec<&str> = log.lines().filter(own).collect();
    assert!(
        log.contains("request.answered") && lines.len() > 20,
        "{log}"
    );
    for secret in &used.secrets {
        let mut found = lines.iter().filter(|line| line.contains(secret.as_str()));
        assert_eq!(found.next(), None);
    }
}
