//! Names are resolved here, so that the address that was judged is the address that is asked.

use std::net::{IpAddr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address::{Reach, reach};

/// A name that leads nowhere or to an address that may not be asked.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum NameRefused {
    #[error("{host} is {address}, which may not be asked")]
    Address { host: String, address: IpAddr },
    #[error("{0} cannot be resolved")]
    Unknown(String),
}

/// The system's resolver behind the rule about addresses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GuardedResolver {
    pub(crate) allow_private: bool,
}

impl GuardedResolver {
    /// Judges one address for one host.
    pub(crate) fn check(self, host: &str, address: IpAddr) -> Result<(), NameRefused> {
        match reach(address) {
            Reach::Public => Ok(()),
            Reach::Private if self.allow_private => Ok(()),
            Reach::Private | Reach::Never => Err(NameRefused::Address {
                host: host.to_owned(),
                address,
            }),
        }
    }

    /// One forbidden address among several refuses the name: a mixed answer is how rebinding looks.
    async fn addresses(self, host: String) -> Result<Vec<SocketAddr>, NameRefused> {
        let found = tokio::net::lookup_host((asked(&host), 0))
            .await
            .map_err(|_| NameRefused::Unknown(host.clone()))?
            .collect::<Vec<_>>();
        if found.is_empty() {
            return Err(NameRefused::Unknown(host));
        }
        for address in &found {
            self.check(&host, address.ip())?;
        }
        Ok(found)
    }
}

/// RFC 6761 §6.3: names below `localhost` are this machine, even where the system's resolver does
/// not know it. <https://www.rfc-editor.org/rfc/rfc6761#section-6.3>
fn asked(host: &str) -> &str {
    if host.ends_with(".localhost") {
        "localhost"
    } else {
        host
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = *self;
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let found = resolver.addresses(host).await?;
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}
