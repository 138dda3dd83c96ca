//! Pairwise subjects and the document that says which redirect URIs belong together: Core §8.1.
//! <https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg>

use serde_json::{Value, json};

use crate::checks::discovery::lists;
use crate::dynamic::client::{bench, is_refused, register, register_with};
use crate::variant::CODE;

fn pairwise(metadata: &mut Value, sector: &str) {
    metadata["subject_type"] = json!("pairwise");
    metadata["sector_identifier_uri"] = json!(sector);
}

#[tokio::test]
async fn oidcc_registration_sector_uri() {
    let bench = bench().await;
    let listed = lists(&bench.metadata, "subject_types_supported", "pairwise");
    let document = json!([bench.site.address("/callback")]);
    let sector = bench.site.publish_json("/sector.json", &document);
    let client = register_with(&bench, CODE, |metadata, _| pairwise(metadata, &sector)).await;
    let public = register(&bench, CODE).await;

    let done = client.case.complete(&client.case.request()).await;
    let known_to_all = public.case.complete(&public.case.request()).await;

    assert!(listed);
    assert_ne!(done.id_token()["sub"], known_to_all.id_token()["sub"]);
    client.clean_up().await;
    public.clean_up().await;
}

#[tokio::test]
async fn oidcc_registration_sector_bad() {
    let bench = bench().await;
    let document = json!([bench.site.address("/somewhere-else")]);
    let sector = bench.site.publish_json("/sector.json", &document);
    let change = |metadata: &mut Value, _: &_| pairwise(metadata, &sector);

    is_refused(&bench, CODE, change, &["invalid_client_metadata"]).await;
}
