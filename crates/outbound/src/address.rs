//! Sorts IP addresses by who can be behind them.
//!
//! <https://www.iana.org/assignments/iana-ipv4-special-registry>,
//! <https://www.iana.org/assignments/iana-ipv6-special-registry>. An IPv6 address that carries an
//! IPv4 address is judged by the address it carries.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Who can be behind an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Somebody on the internet.
    Public,
    /// This machine or its network: allowed only by setting.
    Private,
    /// Never a server to be asked: link-local (cloud metadata), multicast, documentation, reserved.
    Never,
}

/// Where clouds tell their machines secrets, inside spaces that are otherwise private.
const CLOUD_METADATA: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254)),
];

/// Sorts one address.
///
/// ```
/// use gantry_outbound::{Reach, reach};
///
/// assert_eq!(reach("9.9.9.9".parse().unwrap()), Reach::Public);
/// assert_eq!(reach("::ffff:10.0.0.1".parse().unwrap()), Reach::Private);
/// assert_eq!(reach("169.254.169.254".parse().unwrap()), Reach::Never);
/// ```
#[must_use]
pub fn reach(address: IpAddr) -> Reach {
    match address {
        _ if CLOUD_METADATA.contains(&address) => Reach::Never,
        IpAddr::V4(v4) => reach_v4(v4),
        IpAddr::V6(v6) => reach_v6(v6),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => {
            Reach::Private
        }
        [0 | 224..=255, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => Reach::Never,
        _ => Reach::Public,
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    if let Some(inner) = carried_v4(address) {
        return reach(IpAddr::V4(inner));
    }
    if address.is_loopback() {
        return Reach::Private;
    }
    match address.segments() {
        // fc00::/7, unique local.
        [0xfc00..=0xfdff, ..] => Reach::Private,
        // 2001::/23 protocol assignments with Teredo, 2001:db8::/32 and 3fff::/20 documentation.
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Reach::Never,
        // 2000::/3 is all the global unicast space there is.
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Never,
    }
}

/// The IPv4 address inside v4-mapped, v4-compatible, NAT64 and 6to4 addresses.
fn carried_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let octets = address.octets();
    match octets {
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d]
        | [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d]
        | [0x20, 0x02, a, b, c, d, ..] => Some(Ipv4Addr::new(a, b, c, d)),
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] if !address.is_loopback() => {
            Some(Ipv4Addr::new(a, b, c, d))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::{Reach, reach};

    fn of(text: &str) -> Reach {
        reach(text.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn own_networks_are_private() {
        for text in [
            "10.1.2.3",
            "127.0.0.1",
            "127.255.0.9",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "100.127.255.254",
            "::1",
            "fc00::1",
            "::ffff:192.168.0.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
        ] {
            assert_eq!(of(text), Reach::Private, "{text}");
        }
    }

    #[test]
    fn addresses_that_are_no_servers_are_never_asked() {
        for text in [
            "0.0.0.0",
            "169.254.169.254",
            "100.100.100.200",
            "fd00:ec2::254",
            "::ffff:100.100.100.200",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "100::1",
            "::ffff:169.254.169.254",
            "64:ff9b:1::1",
        ] {
            assert_eq!(of(text), Reach::Never, "{text}");
        }
    }

    #[test]
    fn the_internet_is_public() {
        for text in [
            "9.9.9.9",
            "172.32.0.1",
            "100.128.0.1",
            "2620:fe::fe",
            "::ffff:9.9.9.9",
        ] {
            assert_eq!(of(text), Reach::Public, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_mapped_address_is_judged_like_the_plain_one(bits in any::<u32>()) {
            let plain = std::net::Ipv4Addr::from(bits);
            prop_assert_eq!(reach(plain.to_ipv6_mapped().into()), reach(plain.into()));
        }
    }
}
