//! A mail server on this machine: speaks enough SMTP to take mail, and keeps it for the test.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A mail that arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Every recipient on the envelope.
    pub to: Vec<String>,
    /// The sender on the envelope.
    pub from: String,
    /// Headers and body as they were sent.
    pub raw: String,
}

impl Arrived {
    /// Headers and body with soft line breaks and encoded characters undone.
    #[must_use]
    pub fn text(&self) -> String {
        let mut bytes = Vec::new();
        let joined = self.raw.replace("=\r\n", "");
        let mut rest = joined.as_bytes();
        while let [first, tail @ ..] = rest {
            let hex = (*first == b'=').then(|| tail.get(..2)).flatten();
            let code = hex.and_then(|hex| std::str::from_utf8(hex).ok());
            if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
                bytes.push(byte);
                rest = &tail[2..];
            } else {
                bytes.push(*first);
                rest = tail;
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The first link in it that begins so.
    #[must_use]
    pub fn link(&self, beginning: &str) -> String {
        let text = self.text();
        let start = text
            .find(beginning)
            .unwrap_or_else(|| panic!("no {beginning} in:\n{text}"));
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '<');
        let rest = &text[start..];
        rest[..rest.find(ends).unwrap_or(rest.len())].to_owned()
    }
}

/// What the server says to whoever hands it a mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mood {
    /// It takes everything.
    #[default]
    Good,
    /// It is too busy now.
    Busy,
    /// It wants no mail for anybody.
    Refusing,
}

/// The server.
#[derive(Debug)]
pub struct SmtpServer {
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    mood: Arc<Mutex<Mood>>,
    listening: JoinHandle<()>,
}

impl SmtpServer {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (arrived, mood) = (Arc::default(), Arc::default());
        let listening = tokio::spawn(listen(listener, Arc::clone(&arrived), Arc::clone(&mood)));
        Self {
            port,
            arrived,
            mood,
            listening,
        }
    }

    /// Changes what it says from now on.
    pub fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Everything that arrived, in order.
    #[must_use]
    pub fn all(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    /// The newest mail.
    #[must_use]
    pub fn last(&self) -> Arrived {
        self.all().pop().expect("no mail arrived")
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, arrived: Arc<Mutex<Vec<Arrived>>>, mood: Arc<Mutex<Mood>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (arrived, mood) = (Arc::clone(&arrived), Arc::clone(&mood));
        tokio::spawn(async move {
            let _ = talk(stream, &arrived, &mood).await;
        });
    }
}

/// RFC 5321 §3. <https://www.rfc-editor.org/rfc/rfc5321#section-3>
async fn talk(
    stream: TcpStream,
    arrived: &Mutex<Vec<Arrived>>,
    mood: &Mutex<Mood>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 test ESMTP\r\n").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    let mut line = String::new();
    while {
        line.clear();
        stream.read_line(&mut line).await? > 0
    } {
        let command = line.trim_end().to_owned();
        let upper = command.to_ascii_uppercase();
        let mood = *mood.lock().unwrap();
        let said = if upper.starts_with("EHLO") {
            "250-test\r\n250 8BITMIME"
        } else if upper.starts_with("MAIL FROM") {
            from = between(&command);
            "250 ok"
        } else if upper.starts_with("RCPT TO") && mood == Mood::Good {
            to.push(between(&command));
            "250 ok"
        } else if upper.starts_with("RCPT TO") && mood == Mood::Busy {
            "451 come back later"
        } else if upper.starts_with("RCPT TO") {
            "550 nobody of that name here"
        } else if upper == "DATA" {
            stream.write_all(b"354 go on\r\n").await?;
            let raw = read_mail(&mut stream).await?;
            let (from, to) = (from.clone(), std::mem::take(&mut to));
            arrived.lock().unwrap().push(Arrived { to, from, raw });
            "250 taken"
        } else if upper == "QUIT" {
            stream.write_all(b"221 bye\r\n").await?;
            return Ok(());
        } else {
            "250 ok"
        };
        stream.write_all(said.as_bytes()).await?;
        stream.write_all(b"\r\n").await?;
    }
    Ok(())
}

fn between(command: &str) -> String {
    let inner = command
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or("", |(address, _)| address).to_owned()
}

async fn read_mail(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(raw);
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
