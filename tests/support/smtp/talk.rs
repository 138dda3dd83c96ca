//! One conversation: enough SMTP to take a mail, on its own thread, in the open or encrypted.

use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{Arrived, Mood};

/// How this server's connections are protected.
#[derive(Clone)]
pub(super) enum Offer {
    Open,
    Tls(Arc<ServerConfig>),
    StartTls(Arc<ServerConfig>),
}

/// What all conversations share.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) arrived: Mutex<Vec<Arrived>>,
    pub(super) mood: Mutex<Mood>,
}

/// A connection, in the open or encrypted.
trait Line: Read + Write + Send {}

impl<T: Read + Write + Send> Line for T {}

/// Talks to one visitor until it leaves.
pub(super) fn serve(stream: TcpStream, offer: &Offer, desk: &Desk) -> Result<()> {
    match offer {
        Offer::Open => Talk::begin(Box::new(stream), desk)?.go_on(None),
        Offer::Tls(config) => {
            let mut talk = Talk::begin(Box::new(encrypted(stream, config)), desk)?;
            talk.encrypted = true;
            talk.go_on(None)
        }
        Offer::StartTls(config) => {
            let behind = stream.try_clone()?;
            Talk::begin(Box::new(stream), desk)?.go_on(Some((behind, config)))
        }
    }
}

fn encrypted(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
) -> StreamOwned<ServerConnection, TcpStream> {
    let connection = ServerConnection::new(Arc::clone(config)).unwrap();
    StreamOwned::new(connection, stream)
}

struct Talk<'d> {
    line: BufReader<Box<dyn Line>>,
    desk: &'d Desk,
    from: String,
    to: Vec<String>,
    encrypted: bool,
}

/// RFC 5321 §3. <https://www.rfc-editor.org/rfc/rfc5321#section-3>
impl<'d> Talk<'d> {
    fn begin(mut line: Box<dyn Line>, desk: &'d Desk) -> Result<Self> {
        let banner = match *desk.mood.lock().unwrap() {
            Mood::Chatty => "554 the inner secrets of this machine\r\n",
            _ => "220 test ESMTP\r\n",
        };
        line.write_all(banner.as_bytes())?;
        line.flush()?;
        Ok(Self {
            line: BufReader::new(line),
            desk,
            from: String::new(),
            to: Vec::new(),
            encrypted: false,
        })
    }

    /// RFC 3207 §4. <https://www.rfc-editor.org/rfc/rfc3207#section-4>
    fn go_on(mut self, upgrade: Option<(TcpStream, &Arc<ServerConfig>)>) -> Result<()> {
        let mut upgrade = upgrade;
        loop {
            let mut command = String::new();
            if self.line.read_line(&mut command)? == 0 {
                return Ok(());
            }
            let command = command.trim_end();
            let upper = command.to_ascii_uppercase();
            match upper.as_str() {
                "QUIT" => return self.say("221 bye"),
                "DATA" => self.take_mail()?,
                "STARTTLS" => {
                    let Some((behind, config)) = upgrade.take() else {
                        self.say("502 no")?;
                        continue;
                    };
                    self.say("220 go ahead")?;
                    self.line = BufReader::new(Box::new(encrypted(behind, config)));
                    self.encrypted = true;
                }
                "EHLO" | "HELO" => self.say("250 test")?,
                _ if upper.starts_with("EHLO") => {
                    let more = if upgrade.is_some() {
                        "250-STARTTLS\r\n"
                    } else {
                        ""
                    };
                    self.say(&format!("250-test\r\n{more}250-AUTH PLAIN\r\n250 8BITMIME"))?;
                }
                _ => {
                    let said = self.answer(command, &upper);
                    self.say(said)?;
                }
            }
        }
    }

    fn answer(&mut self, command: &str, upper: &str) -> &'static str {
        let mood = *self.desk.mood.lock().unwrap();
        if upper.starts_with("MAIL FROM") {
            self.from = between(command);
        } else if upper.starts_with("RCPT TO") {
            match mood {
                Mood::Busy => return "451 come back later",
                Mood::Refusing => return "550 nobody of that name here",
                Mood::Good | Mood::Chatty => self.to.push(between(command)),
            }
        } else if upper.starts_with("AUTH") {
            return "235 welcome";
        }
        "250 ok"
    }

    fn take_mail(&mut self) -> Result<()> {
        self.say("354 go on")?;
        let mut raw = String::new();
        loop {
            let mut line = String::new();
            if self.line.read_line(&mut line)? == 0 || line == ".\r\n" {
                break;
            }
            raw.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        let mail = Arrived {
            to: std::mem::take(&mut self.to),
            from: self.from.clone(),
            raw,
            encrypted: self.encrypted,
        };
        self.desk.arrived.lock().unwrap().push(mail);
        self.say("250 taken")
    }

    fn say(&mut self, text: &str) -> Result<()> {
        let line = self.line.get_mut();
        line.write_all(text.as_bytes())?;
        line.write_all(b"\r\n")?;
        line.flush()
    }
}

fn between(command: &str) -> String {
    let inner = command
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or("", |(address, _)| address).to_owned()
}
