//! The way to a server: encrypted wherever the server offers it, and then only to the server that was meant.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::name_of;
use crate::error::{Error, Result};

/// A server's address, taken apart.
pub(super) struct Address {
    /// What the driver is told.
    pub(super) config: postgres::Config,
    /// The certificates that are trusted, where the address names a file of them; otherwise the system's.
    authorities: Option<String>,
}

impl Address {
    /// Understands `sslmode=verify-full` and `sslrootcert=FILE`, which the driver does not know.
    pub(super) fn parse(address: &str) -> Result<Self> {
        let (place, settings) = address.split_once('?').unwrap_or((address, ""));
        let mut authorities = None;
        let mut rest = Vec::new();
        for setting in settings.split('&').filter(|setting| !setting.is_empty()) {
            match setting.split_once('=') {
                Some(("sslrootcert", file)) => authorities = Some(file.replace("%2F", "/").replace("%2f", "/")),
                // A certificate is always checked in full: the word for it is as good as `require`.
                Some(("sslmode", "verify-full" | "verify-ca")) => rest.push("sslmode=require"),
                _ => rest.push(setting),
            }
        }
        let config = format!("{place}?{}", rest.join("&")).parse().map_err(|error: postgres::Error| {
            Error::could_not_run("the address of the store of known customers is not understood")
                .in_file(name_of(address))
                .because(error)
                .with_hint("write it as postgres://USER:PASSWORD@HOST/DATABASE?sslmode=require")
        })?;
        Ok(Address { config, authorities })
    }

    /// Whether the way leads over a network.
    pub(super) fn is_remote(&self) -> bool {
        self.config.get_hosts().iter().any(|host| matches!(host, postgres::config::Host::Tcp(_)))
    }

    /// What encrypts the connection: the server must show a certificate in its own name by an authority that is trusted.
    pub(super) fn encryption(&self) -> Result<MakeRustlsConnect> {
        let mut roots = RootCertStore::empty();
        match &self.authorities {
            Some(file) => roots.add_parsable_certificates(read(Path::new(file))?),
            None => roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs),
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::failed("the connection cannot be encrypted").because(error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}

fn read(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let certificates = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    certificates.map_err(|error| {
        Error::could_not_run("the certificates of `sslrootcert` cannot be read")
            .in_file(file)
            .because(error)
            .with_hint("name a file of certificates in PEM form")
    })
}

#[cfg(test)]
mod tests {
    use postgres::config::SslMode;

    use super::*;

    #[test]
    fn an_address_says_how_the_way_is_secured() {
        let cases = [
            ("postgres://ann@db.example/customers", SslMode::Prefer, None),
            ("postgres://ann@db.example/customers?sslmode=require", SslMode::Require, None),
            (
                "postgres://ann@db.example/customers?sslmode=verify-full&sslrootcert=%2Fca.pem",
                SslMode::Require,
                Some("/ca.pem"),
            ),
            ("postgres://ann@db.example/customers?sslmode=disable", SslMode::Disable, None),
        ];
        for (text, mode, authorities) in cases {
            let address = Address::parse(text).expect("an address");
            assert_eq!(address.config.get_ssl_mode(), mode, "{text}");
            assert_eq!(address.authorities.as_deref(), authorities, "{text}");
        }
        let error = Address::parse("postgres://ann:secret@db.example/customers?sslmode=perhaps").err();
        let told = error.expect("no such mode").report().to_string();
        assert!(!told.contains("secret") && told.contains("sslmode"), "{told}");
    }
}
