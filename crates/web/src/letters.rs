//! Letters in the language of their reader, as plain text and as HTML.
//!
//! Links are made of the public URL that the operator set, never of what a request says about the
//! host it was sent to.

use askama::Template;
use gantry_accounts::mail::{Letter, Occasion, Reader};
use gantry_accounts::settings::Branding;
use gantry_accounts::{Accounts, Error};
use gantry_core::Secret;

use crate::http::state::AppState;
use crate::i18n::Language;

/// The colour of buttons unless the operator chose one.
const ACCENT: &str = "#0b6bcb";

/// Whoever writes letters for this place.
#[derive(Debug, Clone)]
pub struct Letters {
    public_url: String,
    brand: String,
    accent: String,
    fallback: Language,
}

/// What a letter says, in the order of reading.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The language.
    pub lang: Language,
    /// What this place is called.
    pub brand: String,
    /// The colour of the button.
    pub accent: String,
    /// The subject.
    pub subject: String,
    /// Who is spoken to.
    pub greeting: String,
    /// What is said.
    pub paragraphs: Vec<String>,
    /// The one thing to do: its label and address.
    pub button: Option<(String, String)>,
    /// What to know beside it.
    pub foot: String,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct HtmlLetter<'w> {
    words: &'w Words,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct TextLetter<'w> {
    words: &'w Words,
}

impl Letters {
    /// For a page; readers whose language is not known get that of the page.
    pub(crate) async fn of(app: &AppState, fallback: Language) -> Result<Self, Error> {
        let public_url = app.provider.public_url().to_owned();
        Self::new(app.accounts(), public_url, &app.brand_name, fallback).await
    }

    /// For a command too.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn new(
        accounts: &Accounts,
        public_url: String,
        brand_name: &str,
        fallback: Language,
    ) -> Result<Self, Error> {
        let branding: Branding = accounts.settings().await?;
        let name = branding.name.unwrap_or_else(|| brand_name.to_owned());
        Ok(Self {
            public_url,
            brand: one_line(&name),
            accent: branding.accent.unwrap_or_else(|| ACCENT.to_owned()),
            fallback,
        })
    }

    /// The address of a page that takes a link's token.
    #[must_use]
    pub fn link(&self, page: &str, token: &Secret) -> String {
        format!("{}/{page}/{}", self.public_url, token.expose())
    }

    /// What acts that send letters ask for.
    pub fn writer(&self) -> impl Fn(&Reader, &Occasion) -> Letter + Send + Sync {
        |reader, occasion| self.write(reader, occasion)
    }

    /// A letter.
    #[must_use]
    pub fn write(&self, reader: &Reader, occasion: &Occasion) -> Letter {
        let words = self.words(reader, occasion);
        let html = HtmlLetter { words: &words }.render();
        let text = TextLetter { words: &words }.render();
        let rendered = |result: Result<String, askama::Error>| {
            result.unwrap_or_else(|error| {
                tracing::error!(%error, "letter.render_failed");
                String::new()
            })
        };
        Letter {
            sender: self.brand.clone(),
            subject: words.subject.clone(),
            text: rendered(text),
            html: rendered(html),
        }
    }

    fn words(&self, reader: &Reader, occasion: &Occasion) -> Words {
        let stored = reader.language.as_deref().and_then(Language::from_tag);
        let lang = stored.unwrap_or(self.fallback);
        let brand = [("place", self.brand.clone())];
        let t = |key: &str| lang.t_args(key, &brand);
        let mut words = Words {
            lang,
            brand: self.brand.clone(),
            accent: self.accent.clone(),
            greeting: match &reader.name {
                Some(name) => lang.t_args("mail-greeting-name", &[("name", name.clone())]),
                None => lang.t("mail-greeting"),
            },
            ..Words::default()
        };
        let kind = match occasion {
            Occasion::Recovery(token) => {
                words.button = Some((t("mail-recovery-button"), self.link("recover", token)));
                "recovery"
            }
            Occasion::Address { token, .. } => {
                words.button = Some((t("mail-address-button"), self.link("verify", token)));
                "address"
            }
            Occasion::AddressChanged => "address-changed",
            Occasion::PasswordChanged => "password-changed",
            Occasion::Invitation { token, .. } => {
                let address = self.link("invitation", token);
                words.button = Some((t("mail-invitation-button"), address));
                "invitation"
            }
            Occasion::Test => "test",
        };
        words.subject = one_line(&t(&format!("mail-{kind}-subject")));
        words.foot = t(&format!("mail-{kind}-foot"));
        words.paragraphs = self.paragraphs(lang, kind, occasion);
        if let Some(username) = &reader.username {
            let name = [("username", username.clone())];
            words.paragraphs.push(lang.t_args("mail-username", &name));
        }
        words
    }

    fn paragraphs(&self, lang: Language, kind: &str, occasion: &Occasion) -> Vec<String> {
        let place = ("place", self.brand.clone());
        let text = |key: &str, more: Option<(&'static str, String)>| {
            let mut args = vec![place.clone()];
            args.extend(more);
            lang.t_args(key, &args)
        };
        match occasion {
            Occasion::Address { email, .. } => {
                vec![text(
                    "mail-address-text",
                    Some(("email", email.to_string())),
                )]
            }
            Occasion::Invitation {
                inviter,
                application,
                ..
            } => {
                let first = match inviter {
                    Some(name) => text("mail-invitation-text-by", Some(("name", name.clone()))),
                    None => text("mail-invitation-text", None),
                };
                let then = application
                    .clone()
                    .map(|name| text("mail-invitation-application", Some(("application", name))));
                [Some(first), then].into_iter().flatten().collect()
            }
            _ => vec![text(&format!("mail-{kind}-text"), None)],
        }
    }
}

/// Names may be of any letters; a header is one line.
fn one_line(text: &str) -> String {
    text.split(char::is_control)
        .collect::<Vec<_>>()
        .join(" ")
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use gantry_accounts::mail::{Occasion, Reader};
    use gantry_core::Secret;

    use super::Letters;
    use crate::i18n::Language;

    fn letters() -> Letters {
        Letters {
            public_url: "https://id.example.org".to_owned(),
            brand: "The <Ship>".to_owned(),
            accent: "#0b6bcb".to_owned(),
            fallback: Language::En,
        }
    }

    #[test]
    fn both_forms_of_a_letter_hold_the_same_link() {
        let occasion = Occasion::Recovery(Secret::new("token".to_owned()));
        let letter = letters().write(&Reader::default(), &occasion);

        assert!(
            letter
                .text
                .contains("https://id.example.org/recover/token\n")
        );
        assert!(
            letter
                .html
                .contains("href=\"https://id.example.org/recover/token\"")
        );
        assert!(!letter.subject.contains('\n'));
    }

    #[test]
    fn the_reader_is_greeted_in_the_own_language_and_names_bring_no_markup() {
        let reader = Reader {
            name: Some("<b>Zoë</b>".to_owned()),
            username: Some("zoe".to_owned()),
            language: Some("de".to_owned()),
        };

        let letter = letters().write(&reader, &Occasion::Test);

        assert!(
            letter.text.contains("Guten Tag <b>Zoë</b>"),
            "{}",
            letter.text
        );
        assert!(letter.html.contains("lang=\"de\""));
        assert!(!letter.html.contains("<b>Zoë"), "{}", letter.html);
        assert!(!letter.html.contains("<Ship>"), "{}", letter.html);
    }

    #[test]
    fn every_letter_says_something_in_every_language() {
        let token = || Secret::new("token".to_owned());
        let occasions = [
            Occasion::Recovery(token()),
            Occasion::Address {
                token: token(),
                email: "a@example.org".parse().unwrap(),
            },
            Occasion::AddressChanged,
            Occasion::PasswordChanged,
            Occasion::Invitation {
                token: token(),
                inviter: Some("Alice".to_owned()),
                application: Some("Team chat".to_owned()),
            },
            Occasion::Test,
        ];
        for lang in Language::ALL {
            let reader = Reader {
                language: Some(lang.code().to_owned()),
                ..Reader::default()
            };
            for occasion in &occasions {
                let letter = letters().write(&reader, occasion);
                for text in [&letter.subject, &letter.text, &letter.html] {
                    assert!(!text.is_empty() && !text.contains(['⟦', '{']), "{text}");
                }
            }
        }
    }
}
