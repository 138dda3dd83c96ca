//! Which address a request comes from, behind proxies or not.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

/// An address and how many of its leading bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// Any address of the network.
    pub address: IpAddr,
    /// Leading bits that count.
    pub prefix: u8,
}

impl Network {
    /// Whether an address lies in this network.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let (ours, theirs) = (self.address.to_canonical(), address.to_canonical());
        let (ours, theirs, width) = match (ours, theirs) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                (u128::from(ours.to_bits()), u128::from(theirs.to_bits()), 32)
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => (ours.to_bits(), theirs.to_bits(), 128),
            _ => return false,
        };
        let ignored = u32::saturating_sub(width, u32::from(self.prefix));
        ours.checked_shr(ignored).unwrap_or(0) == theirs.checked_shr(ignored).unwrap_or(0)
    }
}

/// The address of whoever asks: the peer's, or behind trusted proxies what they say.
///
/// Only the right end of `X-Forwarded-For` was written by proxies of ours; further to the left
/// anybody may have written anything.
pub(crate) fn of(parts: &Parts, trusted: &[Network]) -> IpAddr {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| {
            info.0.ip().to_canonical()
        });
    let forwarded: Vec<&str> = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    resolve(peer, &forwarded, trusted)
}

fn resolve(peer: IpAddr, forwarded: &[&str], trusted: &[Network]) -> IpAddr {
    let mut address = peer;
    for entry in forwarded.iter().rev() {
        if !trusted.iter().any(|network| network.contains(address)) {
            break;
        }
        let Some(next) = parse(entry) else { break };
        address = next;
    }
    address
}

/// An address, with or without a port.
fn parse(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bare = entry.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok();
    let address = address.or_else(|| entry.parse().ok().map(|socket: SocketAddr| socket.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::{Network, resolve};

    const PROXIES: [Network; 2] = [
        Network {
            address: std::net::IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 0)),
            prefix: 8,
        },
        Network {
            address: std::net::IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
            prefix: 128,
        },
    ];

    fn from(peer: &str, forwarded: &[&str]) -> String {
        resolve(peer.parse().unwrap(), forwarded, &PROXIES).to_string()
    }

    #[test]
    fn a_stranger_cannot_name_another_address() {
        assert_eq!(from("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
    }

    #[test]
    fn proxies_of_ours_are_believed_from_the_right() {
        assert_eq!(
            from("10.0.0.1", &["198.51.100.1", " 203.0.113.9", "10.2.0.1"]),
            "203.0.113.9"
        );
        assert_eq!(from("::1", &["[2001:db8::7]:443"]), "2001:db8::7");
        assert_eq!(from("10.0.0.1", &["203.0.113.9:5000"]), "203.0.113.9");
    }

    #[test]
    fn nonsense_stops_the_walk() {
        assert_eq!(from("10.0.0.1", &["198.51.100.1", "unknown"]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_network_is_its_leading_bits() {
        let everything = Network {
            address: "::".parse().unwrap(),
            prefix: 0,
        };
        let odd = Network {
            address: "10.1.2.0".parse().unwrap(),
            prefix: 23,
        };

        assert!(everything.contains("2001:db8::1".parse().unwrap()));
        assert!(!everything.contains("10.0.0.1".parse().unwrap()));
        assert!(odd.contains("::ffff:10.1.3.255".parse().unwrap()));
        assert!(!odd.contains("10.1.4.0".parse().unwrap()));
    }
}
