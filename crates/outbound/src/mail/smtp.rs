//! Mail by SMTP: certificates are checked, times are limited, one connection a mail.

use std::time::Duration;

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::time::timeout;

use super::trouble::{NO_ANSWER, words};
use super::{Handover, MailError, Mailer, OutgoingMail, Protection, Relay};

/// How long one step of the conversation may take.
const STEP: Duration = Duration::from_secs(10);
/// How long the whole conversation may take.
const WHOLE: Duration = Duration::from_secs(30);

/// Hands mails over by SMTP.
#[derive(Debug, Clone, Default)]
pub struct SmtpMailer {
    extra_ca_pem: Option<Vec<u8>>,
}

impl SmtpMailer {
    /// A mailer that trusts a further certificate authority (PEM) beside those of the system.
    #[must_use]
    pub const fn new(extra_ca_pem: Option<Vec<u8>>) -> Self {
        Self { extra_ca_pem }
    }

    async fn hand_over(&self, relay: &Relay, mail: &OutgoingMail) -> Result<(), MailError> {
        let message = message(mail)?;
        let transport = self.transport(relay)?;
        match timeout(WHOLE, transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(MailError::Refused(words(&error))),
            Ok(Err(error)) => Err(MailError::Later(words(&error))),
            Err(_) => Err(MailError::Later(NO_ANSWER.to_owned())),
        }
    }

    fn transport(&self, relay: &Relay) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
        let tls = match relay.protection {
            Protection::Tls => Tls::Wrapper(self.tls(&relay.host)?),
            Protection::StartTls => Tls::Required(self.tls(&relay.host)?),
            Protection::None => Tls::None,
        };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(relay.host.clone())
                .port(relay.port)
                .tls(tls)
                .timeout(Some(STEP))
                .hello_name(ClientId::default())
                .pool_config(PoolConfig::new().min_idle(0).max_size(1));
        if let Some((name, password)) = &relay.login {
            builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
        }
        Ok(builder.build())
    }

    fn tls(&self, host: &str) -> Result<TlsParameters, MailError> {
        let mut builder = TlsParameters::builder(host.to_owned());
        if let Some(pem) = &self.extra_ca_pem {
            let authority =
                Certificate::from_pem(pem).map_err(|error| MailError::Later(words(&error)))?;
            builder = builder.add_root_certificate(authority);
        }
        builder
            .build()
            .map_err(|error| MailError::Later(words(&error)))
    }
}

impl Mailer for SmtpMailer {
    fn send<'m>(&'m self, relay: &'m Relay, mail: &'m OutgoingMail) -> Handover<'m> {
        Box::pin(self.hand_over(relay, mail))
    }
}

/// Both texts, the richer one last.
/// RFC 2046 §5.1.4. <https://www.rfc-editor.org/rfc/rfc2046#section-5.1.4>
fn message(mail: &OutgoingMail) -> Result<Message, MailError> {
    let from = Mailbox::new(Some(mail.from_name.0.clone()), mail.from.0.clone());
    let both = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &mail.text)?)
        .singlepart(part(ContentType::TEXT_HTML, &mail.html)?);
    Message::builder()
        .from(from)
        .to(Mailbox::new(None, mail.to.0.clone()))
        .subject(mail.subject.0.clone())
        .message_id(Some(mail.message_id.0.clone()))
        // RFC 3834 §5: nobody's absence is answered.
        // <https://www.rfc-editor.org/rfc/rfc3834#section-5>
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(both)
        .map_err(|_| MailError::Unfit("the mail has no sender or no recipient"))
}

fn part(kind: ContentType, text: &str) -> Result<SinglePart, MailError> {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    let body = Body::new_with_encoding(text.to_owned(), encoding)
        .map_err(|_| MailError::Unfit("the text of the mail cannot be encoded"))?;
    Ok(SinglePart::builder().header(kind).body(body))
}
