//! Mail of a test's server: set up with a server on this machine, and sent when a test says so.

use std::sync::Arc;
use std::time::Duration;

use gantry_accounts::mail::{NewMailPassword, NewMailServer};
use gantry_accounts::permissions::Administrator;
use gantry_accounts::settings::MailSecurity;
use gantry_core::Secret;
use gantry_outbound::mail::{Mailer, SmtpMailer};
use tokio::task::JoinHandle;

use crate::app::TestApp;
use crate::smtp::SmtpServer;

/// The password to a mail server of a test.
pub const MAIL_PASSWORD: &str = "a word between servers";

impl TestApp {
    /// Sets up mail with a server of its own.
    pub async fn with_mail(&self) -> SmtpServer {
        let server = SmtpServer::start().await;
        let new = NewMailServer {
            host: "127.0.0.1".to_owned(),
            port: server.port,
            security: MailSecurity::None,
            username: None,
            password: NewMailPassword::Remove,
            from: "gantry@example.org".parse().unwrap(),
        };
        let operator = Administrator::operator();
        self.accounts
            .set_mail_server(&operator, Some(new))
            .await
            .unwrap();
        server
    }

    /// Sets up mail with this server and its protection, with a password where it is protected.
    pub async fn use_mail_of(&self, server: &SmtpServer, security: MailSecurity) {
        let protected = security != MailSecurity::None;
        let new = NewMailServer {
            host: "localhost".to_owned(),
            port: server.port,
            security,
            username: protected.then(|| "gantry".to_owned()),
            password: if protected {
                NewMailPassword::Set(Secret::new(MAIL_PASSWORD.to_owned()))
            } else {
                NewMailPassword::Remove
            },
            from: "gantry@example.org".parse().unwrap(),
        };
        let operator = Administrator::operator();
        let set = self.accounts.set_mail_server(&operator, Some(new));
        set.await.unwrap();
    }

    /// Hands over what waits, trusting this authority (PEM) beside those of the system.
    pub async fn send_mail_trusting(&self, authority: Option<String>) -> usize {
        let mailer = SmtpMailer::new(authority.map(String::into_bytes));
        let mailer: Arc<dyn Mailer> = Arc::new(mailer);
        self.accounts.send_mail_once(&mailer).await.unwrap()
    }

    /// Hands over what waits, as the server's loop does, and says how many attempts were made.
    pub async fn send_mail(&self) -> usize {
        let mailer: Arc<dyn Mailer> = Arc::new(SmtpMailer::default());
        self.accounts.send_mail_once(&mailer).await.unwrap()
    }

    /// The same over and over, as long as the test runs.
    #[must_use]
    pub fn keep_sending_mail(&self) -> JoinHandle<()> {
        let accounts = self.accounts.clone();
        let mailer: Arc<dyn Mailer> = Arc::new(SmtpMailer::default());
        tokio::spawn(async move {
            loop {
                let _ = accounts.send_mail_once(&mailer).await;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
    }
}
