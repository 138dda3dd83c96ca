//! Second factors: proving, adding, keeping.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Page, Shell, Tone};
use gantry_web::views::factor::{
    Enrol, Factor, FactorRow, Factors, NewTotp, PasskeyQuestion, RecoveryCodes,
};

use super::noticed;

pub(crate) const NAMES: &[&str] = &[
    "factor",
    "factor-wrong",
    "enrol",
    "recovery-codes",
    "account-factors",
];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    Some(match name {
        "factor" => Page::new(factor(shell.clone())).into_response(),
        "factor-wrong" => {
            Page::new(factor(noticed(shell, Tone::Bad, "factor-wrong"))).into_response()
        }
        "enrol" => Page::new(enrol(shell.clone())).into_response(),
        "recovery-codes" => Page::new(RecoveryCodes {
            shell: shell.clone(),
            codes: (0..10).map(|_| "ABCD-EFGH-IJKL-MN23".to_owned()).collect(),
            next: "/apps".to_owned(),
            ended_elsewhere: true,
        })
        .into_response(),
        "account-factors" => Page::new(factors(shell.clone())).into_response(),
        _ => return None,
    })
}

fn question() -> PasskeyQuestion {
    PasskeyQuestion {
        question: "made-up".to_owned(),
        options: "{}".to_owned(),
    }
}

fn factor(shell: Shell) -> Factor {
    Factor {
        shell,
        destination: None,
        action: "/login/factor",
        request: None,
        next: None,
        more: None,
        text_key: "factor-text",
        passkey: Some(question()),
        totp: true,
        recovery: true,
        password: false,
        slow_down_seconds: None,
    }
}

fn enrol(shell: Shell) -> Enrol {
    Enrol {
        shell,
        destination: None,
        action: "/login/enrol",
        request: None,
        next: None,
        demanded: true,
        totp: Some(NewTotp {
            question: "made-up".to_owned(),
            seed: "ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567".to_owned(),
            address: "otpauth://totp/Gantry:alice?secret=ABCDEFGH&issuer=Gantry".to_owned(),
        }),
        passkey: Some(question()),
        name: String::new(),
    }
}

fn factors(shell: Shell) -> Factors {
    let row = |id: &str, name: &str, is_passkey| FactorRow {
        id: id.to_owned(),
        name: name.to_owned(),
        is_passkey,
        added: "1 November 2026".to_owned(),
        used: Some("yesterday, 14:05".to_owned()),
    };
    Factors {
        shell,
        factors: vec![row("1", "App on my phone", false), row("2", "Laptop", true)],
        recovery_codes: 9,
        demanded: false,
    }
}
