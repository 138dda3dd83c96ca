//! A real browser: headless Chromium, driven over `WebDriver`, one for each test.
//!
//! [`Browser::start`] begins; what a person does with it is in `browsing`. Browser and driver end with the value, also when the test fails; then
//! a picture of the last page is left in `target/screenshots`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::WebDriver;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Browsers that run at the same time, however many tests do.
static SEATS: Semaphore = Semaphore::const_new(2);
const STARTED: &str = "was started successfully on port ";

const FLAGS: [&str; 14] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // A window behind another one must go on answering its driver.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    "--disable-dev-shm-usage",
    "--disable-features=PasswordManagerOnboarding,AutofillServerCommunication",
    // A flag for the window's size would hold for popups too.
    "--screen-info={1600x1200}",
];

/// What kind of browser a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// A desktop, in English.
    Desktop,
    /// A desktop whose reader prefers German.
    GermanDesktop,
    /// A phone of 360×640.
    Phone,
    /// The same, dark, whose reader prefers German.
    DarkGermanPhone,
    /// A phone that says so: the web view of Rocket.Chat's app.
    ChatApp,
    /// Rocket.Chat's desktop client.
    DesktopClient,
    /// A desktop that keeps cookies of other sites out.
    Guarded,
}

impl Device {
    const fn is_phone(self) -> bool {
        matches!(self, Self::Phone | Self::DarkGermanPhone | Self::ChatApp)
    }

    const fn language(self) -> &'static str {
        match self {
            Self::GermanDesktop | Self::DarkGermanPhone => "de-DE,de",
            _ => "en-US,en",
        }
    }

    /// What it calls itself, if not what Chromium does.
    const fn user_agent(self) -> Option<&'static str> {
        match self {
            Self::ChatApp => Some(
                "Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 (KHTML, like \
                 Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36",
            ),
            Self::DesktopClient => Some(
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Rocket.Chat/4.9.0 Chrome/138.0.0.0 Electron/37.2.4 Safari/537.36",
            ),
            _ => None,
        }
    }
}

/// A running browser with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    /// For what has no shorter way here.
    pub driver: WebDriver,
    port: u16,
    process: Child,
    _output: BufReader<ChildStdout>,
    _profile: TempDir,
    _seat: SemaphorePermit<'static>,
}

impl Browser {
    /// A desktop browser.
    pub async fn start() -> Self {
        Self::start_on(Device::Desktop).await
    }

    /// The browser of a device.
    pub async fn start_on(device: Device) -> Self {
        let seat = SEATS.acquire().await.unwrap();
        let profile = TempDir::new().unwrap();
        let mut process = chromedriver();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let port = announced_port(&mut output);
        let capabilities = capabilities(device, &profile);
        let started = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await;
        let driver = started.unwrap_or_else(|error| {
            end_group(&mut process);
            panic!("the browser did not start: {error}")
        });
        Self {
            driver,
            port,
            process,
            _output: output,
            _profile: profile,
            _seat: seat,
        }
    }

    fn call(&self, method: &str, path: &str) -> Option<Value> {
        let session = self.driver.session_id();
        let request = format!(
            "{method} /session/{session}{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        );
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .ok()?;
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        let mut line = String::new();
        // The driver keeps the connection open: the header says where the body ends.
        while answer.read_line(&mut line).ok()? > "\r\n".len() {
            let header = line.to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
            line.clear();
        }
        serde_json::from_reader(answer.take(length)).ok()
    }

    fn keep_screenshot(&self) -> Option<PathBuf> {
        let answer = self.call("GET", "/screenshot")?;
        let picture = thirtyfour::support::base64_decode(answer["value"].as_str()?).ok()?;
        let folder = PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../target/screenshots"
        ));
        fs::create_dir_all(&folder).ok()?;
        let test = thread::current()
            .name()
            .unwrap_or("browser")
            .replace("::", "-");
        let file = folder.join(format!("{test}.png"));
        fs::write(&file, picture).ok()?;
        Some(file)
    }
}

/// Talks to the driver by plain sockets: the test's own runtime may not run any more.
impl Drop for Browser {
    fn drop(&mut self) {
        if thread::panicking()
            && let Some(file) = self.keep_screenshot()
        {
            eprintln!("the browser's last page: {}", file.display());
        }
        // Ends the browser politely; whatever is left of it then goes with the group.
        let _ = self.call("DELETE", "");
        let _ = self.driver.clone().leak();
        end_group(&mut self.process);
    }
}

fn chromedriver() -> Child {
    let path = env::var("GANTRY_TEST_CHROMEDRIVER");
    let path = path.unwrap_or_else(|_| "/usr/bin/chromedriver".to_owned());
    Command::new(&path)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap_or_else(|error| panic!("{path} (set GANTRY_TEST_CHROMEDRIVER): {error}"))
}

fn announced_port(output: &mut impl BufRead) -> u16 {
    let lines = output.lines().map_while(Result::ok);
    let mut ports = lines.filter_map(|line| {
        let number = line.split_once(STARTED)?.1;
        number.trim_end_matches('.').parse().ok()
    });
    ports.next().expect("chromedriver says its port")
}

fn capabilities(device: Device, profile: &TempDir) -> ChromeCapabilities {
    let mut capabilities = ChromeCapabilities::new();
    for flag in FLAGS {
        capabilities.add_arg(flag).unwrap();
    }
    let folder = profile.path().display();
    capabilities
        .add_arg(&format!("--user-data-dir={folder}"))
        .unwrap();
    let guarded = device == Device::Guarded;
    let preferences = json!({
        "intl.accept_languages": device.language(),
        "profile.block_third_party_cookies": guarded,
        "profile.cookie_controls_mode": u8::from(guarded),
    });
    capabilities
        .add_experimental_option("prefs", preferences)
        .unwrap();
    // Without the bar that says "controlled by software": it takes room from popups.
    capabilities
        .add_exclude_switch("enable-automation")
        .unwrap();
    if let Some(name) = device.user_agent() {
        capabilities
            .add_arg(&format!("--user-agent={name}"))
            .unwrap();
    }
    if device == Device::DarkGermanPhone {
        capabilities
            .add_arg("--blink-settings=preferredColorScheme=0")
            .unwrap();
    }
    if device.is_phone() {
        let phone = json!({ "deviceMetrics": { "width": 360, "height": 640, "pixelRatio": 1.0 } });
        capabilities
            .add_experimental_option("mobileEmulation", phone)
            .unwrap();
    }
    capabilities
}

fn end_group(process: &mut Child) {
    let group = format!("kill -9 -- -{}", process.id());
    let _ = Command::new("sh")
        .args(["-c", &group])
        .stderr(Stdio::null())
        .status();
    let _ = process.kill();
    let _ = process.wait();
}
