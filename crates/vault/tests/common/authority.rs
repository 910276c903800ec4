//! A throw-away timestamp authority, made and run by openssl.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const CONFIG: &str = "[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n\
    [tsa]\ndefault_tsa=tsa_config\n[tsa_config]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.crt\n\
    signer_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\ness_cert_id_chain=no\n\
    ess_cert_id_alg=sha256\n";

pub struct Authority {
    dir: TempDir,
}

impl Authority {
    /// A root, and a signer below it with a key of that kind ("rsa:2048" or a curve).
    pub fn new(kind: &str) -> Authority {
        let authority = Authority { dir: tempfile::tempdir().unwrap() };
        fs::write(authority.at("ext"), "extendedKeyUsage=critical,timeStamping").unwrap();
        fs::write(authority.at("config"), CONFIG).unwrap();
        fs::write(authority.at("serial"), "01").unwrap();
        let key = match kind.strip_prefix("rsa:") {
            Some(bits) => format!("-algorithm RSA -pkeyopt rsa_keygen_bits:{bits}"),
            None => format!("-algorithm EC -pkeyopt ec_paramgen_curve:{kind}"),
        };
        for command in [
            format!("genpkey {key} -out ca.key"),
            "req -x509 -new -key ca.key -subj /CN=Root -days 3650 -config config -extensions ca -out ca.pem"
                .into(),
            format!("genpkey {key} -out tsa.key"),
            "req -new -key tsa.key -subj /CN=Stamps -config config -out tsa.csr".into(),
            "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -set_serial 7 -days 30 -extfile ext -out tsa.crt"
                .into(),
        ] {
            assert!(authority.openssl(&command), "{command}");
        }
        authority
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn openssl(&self, arguments: &str) -> bool {
        let mut openssl = Command::new("openssl");
        let openssl = openssl.args(arguments.split_ascii_whitespace()).current_dir(self.dir.path());
        openssl.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    }

    /// The root certificate in PEM, for those who trust this authority.
    pub fn trusted(&self) -> String {
        fs::read_to_string(self.at("ca.pem")).unwrap()
    }

    /// The response to a request.
    pub fn answer(&self, request: &[u8]) -> Vec<u8> {
        fs::write(self.at("request.tsq"), request).unwrap();
        self.openssl("ts -reply -config config -queryfile request.tsq -out response.tsr");
        fs::read(self.at("response.tsr")).unwrap()
    }

    /// A response whose signer's certificate has these extensions: openssl itself makes none unless they are those of a
    /// signer of timestamps, so the content of a good one is signed anew.
    pub fn answer_of(&self, extensions: &str, request: &[u8]) -> Vec<u8> {
        fs::write(self.at("ext"), extensions).unwrap();
        // First: it must be valid at the time of the stamp.
        let other = "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -set_serial 8 -days 30 -extfile ext -out other.crt";
        assert!(self.openssl(other));
        self.answer(request);
        for command in [
            "ts -reply -in response.tsr -token_out -out token",
            "cms -verify -noverify -inform DER -in token -out info",
            "cms -sign -cades -binary -nodetach -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 -in info \
             -signer other.crt -inkey tsa.key -outform DER -out token",
        ] {
            assert!(self.openssl(command), "{command}");
        }
        let token = fs::read(self.at("token")).unwrap();
        let length = (token.len() as u16 + 5).to_be_bytes();
        [&[0x30, 0x82], length.as_slice(), &[0x30, 3, 2, 1, 0], &token].concat()
    }

    /// Whether `openssl ts -verify` takes a response for one to these bytes.
    pub fn openssl_accepts(&self, response: &[u8], bytes: &[u8]) -> bool {
        fs::write(self.at("data"), bytes).unwrap();
        fs::write(self.at("checked.tsr"), response).unwrap();
        self.openssl("ts -verify -data data -in checked.tsr -CAfile ca.pem")
    }
}
