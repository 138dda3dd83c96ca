//! The authentication context classes: what is asked for by them, and what is told.
//!
//! "1" is one factor, "2" two factors, "3" a passkey; each is also whatever is below it.

use gantry_core::authorization::Requested;
use gantry_core::claims_request::ClaimRequest;
use gantry_core::methods::{Assurance, Methods};
use serde_json::Value;

/// The `acr_values_supported` of the metadata.
/// <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata>
pub(crate) fn supported() -> [&'static str; 3] {
    Assurance::ALL.map(Assurance::acr)
}

/// The least assurance that a request for the claim `acr` accepts.
pub(crate) fn least(acr: &ClaimRequest) -> Option<Assurance> {
    accepted(acr).next()
}

/// OpenID Connect Core §5.5.1.1: an essential `acr` has to be met, and nothing less will do.
/// <https://openid.net/specs/openid-connect-core-1_0.html#acrSemantics>
pub(crate) fn demanded(requested: &Requested) -> Option<Assurance> {
    essential(requested).and_then(least)
}

/// OpenID Connect Core §3.1.2.1: `acr_values` is a wish; the least of those that are known.
/// <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>
pub(crate) fn wished(requested: &Requested) -> Option<Assurance> {
    let words = requested.acr_values.iter();
    words.filter_map(|acr| Assurance::from_acr(acr)).min()
}

/// The `acr` claim: what the proofs are worth; where certain classes are essential, the best of
/// those that the proofs reach. <https://openid.net/specs/openid-connect-core-1_0.html#IDToken>
pub(crate) fn told(requested: &Requested, methods: Methods) -> &'static str {
    let reached = methods.assurance();
    let listed = essential(requested).and_then(|acr| {
        accepted(acr)
            .filter(|assurance| *assurance <= reached)
            .last()
    });
    listed.unwrap_or(reached).acr()
}

fn essential(requested: &Requested) -> Option<&ClaimRequest> {
    let acr = requested
        .claims
        .id_token
        .get("acr")
        .and_then(Option::as_ref);
    acr.filter(|acr| acr.essential)
}

fn accepted(acr: &ClaimRequest) -> impl Iterator<Item = Assurance> {
    Assurance::ALL
        .into_iter()
        .filter(|assurance| acr.accepts(&Value::from(assurance.acr())))
}

#[cfg(test)]
mod tests {
    use gantry_core::claims_request::ClaimsRequest;
    use gantry_core::methods::Method;

    use super::*;

    fn asking(claims: &str) -> Requested {
        Requested {
            claims: ClaimsRequest::parse(claims).unwrap(),
            ..Requested::default()
        }
    }

    #[test]
    fn an_essential_class_is_demanded_and_told_though_more_was_proven() {
        let two = asking(r#"{"id_token":{"acr":{"essential":true,"values":["gold","2"]}}}"#);

        assert_eq!(demanded(&two), Some(Assurance::TwoFactors));
        assert_eq!(told(&two, Methods::of(Method::Passkey)), "2");
    }

    #[test]
    fn a_voluntary_class_demands_nothing_and_the_truth_is_told() {
        let two = asking(r#"{"id_token":{"acr":{"values":["2"]}}}"#);

        assert_eq!(demanded(&two), None);
        assert_eq!(told(&two, Methods::of(Method::Passkey)), "3");
        assert_eq!(told(&two, Methods::of(Method::Password)), "1");
    }

    #[test]
    fn the_least_of_the_classes_in_acr_values_is_wished_for() {
        let requested = Requested {
            acr_values: ["3", "urn:gold", "2"].map(str::to_owned).to_vec(),
            ..Requested::default()
        };

        assert_eq!(wished(&requested), Some(Assurance::TwoFactors));
    }
}
