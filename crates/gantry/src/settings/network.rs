//! Networks in CIDR notation.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An address and how many of its leading bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// The networks of this machine alone.
    pub(crate) const LOOPBACK: [Self; 2] = [
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            prefix: 8,
        },
        Self {
            address: IpAddr::V6(Ipv6Addr::LOCALHOST),
            prefix: 128,
        },
    ];

    /// The same network as the pages know it.
    pub(crate) const fn for_pages(self) -> gantry_web::Network {
        gantry_web::Network {
            address: self.address,
            prefix: self.prefix,
        }
    }
}

/// What a network looks like.
pub(crate) const VALID: &str = "an address or a network such as 10.0.0.0/8 or fd00::/8";

/// Text that is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a network")]
pub(crate) struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        let widest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| NotANetwork)?,
            None => widest,
        };
        if prefix > widest {
            return Err(NotANetwork);
        }
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_an_address_with_an_optional_prefix_that_fits() {
        let shown = |text: &str| text.parse::<Network>().map(|network| network.to_string());

        assert_eq!(shown("10.0.0.0/8"), Ok("10.0.0.0/8".to_owned()));
        assert_eq!(shown("127.0.0.1"), Ok("127.0.0.1/32".to_owned()));
        assert_eq!(shown("fd00::/8"), Ok("fd00::/8".to_owned()));
        assert_eq!(shown("10.0.0.0/33"), Err(NotANetwork));
        assert_eq!(shown("proxy.example.org"), Err(NotANetwork));
    }
}
