//! The letters of the tables.

use gantry_test_support::Page;

/// A class of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// `2`: it is answered.
    Good,
    /// `L`: sign in first.
    SignIn,
    /// `F`: not with this role, or not from here.
    Forbidden,
    /// `U`: say who you are.
    Unauthorized,
    /// `N`: nothing is told, not even whether it is there.
    Nothing,
    /// `4`: the request itself is wrong, whoever sends it.
    Wrong,
    /// `3`: sent on, but not to sign in.
    SentOn,
    /// `P`: let through, whatever came of the made-up request.
    Passed,
    /// `?`: anything but a page that is answered well.
    Elsewhere,
}

impl Answer {
    /// What a letter of a table means.
    pub(super) fn of(letter: char) -> Self {
        match letter {
            '2' => Self::Good,
            'L' => Self::SignIn,
            'F' => Self::Forbidden,
            'U' => Self::Unauthorized,
            'N' => Self::Nothing,
            '4' => Self::Wrong,
            '3' => Self::SentOn,
            'P' => Self::Passed,
            '?' => Self::Elsewhere,
            other => panic!("no answer is called {other}"),
        }
    }

    /// Whether a page is such an answer.
    pub(super) fn is(self, page: &Page) -> bool {
        let status = page.status.as_u16();
        let to = page.location();
        let to_login = to == "/login" || to.starts_with("/login?");
        match self {
            Self::Good => (200..300).contains(&status),
            Self::SignIn => (300..400).contains(&status) && to_login,
            Self::Forbidden => status == 403,
            Self::Unauthorized => status == 401,
            Self::Nothing => status == 404,
            Self::Wrong => matches!(status, 400 | 404 | 409 | 413 | 415 | 422),
            Self::SentOn => (300..400).contains(&status) && !to_login,
            Self::Elsewhere => (300..500).contains(&status) && status != 405,
            Self::Passed => status < 500 && !matches!(status, 401 | 403 | 405) && !to_login,
        }
    }
}
