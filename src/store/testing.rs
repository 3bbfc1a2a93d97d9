//! A `PostgreSQL` server of the test's own, which has to be installed.

use std::ffi::OsStr;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// As whom the server is run when the tests are run by root, which it refuses.
const USER: &str = "postgres";

/// Set, the tests that need a server are left out.
const LEFT_OUT: &str = "INTAKE_TESTS_WITHOUT_SERVER";

/// A running server; it is stopped when this is dropped.
pub(super) struct Server {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
}

impl Server {
    /// Starts a server that listens in a folder of its own, and encrypted on this machine's own network.
    ///
    /// Returns nothing where the environment says that these tests are to be left out.
    ///
    /// # Panics
    /// No server is installed: what is not tried must be said so.
    #[expect(clippy::disallowed_methods, reason = "whoever runs the tests says so, not whoever runs the program")]
    pub(super) fn start() -> Option<Server> {
        if std::env::var(LEFT_OUT).is_ok() {
            return None;
        }
        let programs = programs().unwrap_or_else(|| {
            panic!(
                "PostgreSQL is not installed, so the store cannot be tried on a server: install it (on Debian: \
                 `apt-get install postgresql`), or leave these tests out with {LEFT_OUT}=1"
            )
        });
        let server = Server { programs, folder: tempfile::tempdir().expect("a folder"), port: free_port() };
        if is_root() {
            run(Command::new("chown").arg(USER).arg(server.folder.path()));
        }
        let data = server.data();
        run(server.program("initdb").args(["--auth=trust", "--encoding=UTF8", "--username", USER, "-D"]).arg(&data));
        server.make_certificates();
        let folder = server.folder.path().display();
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c ssl=on -c ssl_cert_file={folder}/server.pem \
             -c ssl_key_file={folder}/server.key -c fsync=off -k {folder}",
            server.port
        );
        let log = server.folder.path().join("log");
        run(server.program("pg_ctl").args(["start", "--wait", "-o", &options, "-l"]).arg(log).arg("-D").arg(&data));
        Some(server)
    }

    /// The address of a new, empty database, by way of a folder of this machine.
    pub(super) fn new_database(&self, name: &str) -> String {
        let (folder, port) = (self.folder.path().to_string_lossy(), self.port.to_string());
        run(self.program("createdb").args(["--username", USER, "--host", &folder, "--port", &port, name]));
        format!("postgres://{USER}@{}:{port}/{name}", folder.replace('/', "%2F"))
    }

    /// The address of a database by way of the network, the host called so.
    pub(super) fn remote(&self, host: &str, name: &str, settings: &str) -> String {
        format!("postgres://{USER}:secret@{host}:{}/{name}?{settings}", self.port)
    }

    /// The certificate of the authority that the server's own is by.
    pub(super) fn authority(&self) -> String {
        self.folder.path().join("authority.pem").display().to_string()
    }

    /// An authority, and its certificate for a server called `localhost`.
    fn make_certificates(&self) {
        let folder = self.folder.path();
        let names = folder.join("names");
        fs::write(&names, "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
            .expect("the folder can be written");
        let key = ["-newkey", "rsa:2048", "-nodes", "-sha256"];
        let authority = ["-subj", "/CN=authority", "-days", "2", "-keyout", "authority.key", "-out", "authority.pem"];
        run(self.as_user("openssl").args(["req", "-x509"]).args(key).args(authority));
        let server = ["-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr"];
        run(self.as_user("openssl").arg("req").args(key).args(server));
        let sign = ["-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial"];
        run(self
            .as_user("openssl")
            .arg("x509")
            .args(sign)
            .args(["-days", "2", "-out", "server.pem", "-extfile"])
            .arg(names));
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// One of `PostgreSQL`'s programs.
    fn program(&self, name: &str) -> Command {
        self.as_user(self.programs.join(name))
    }

    /// A program as a user that the server accepts.
    fn as_user(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        run(self.program("pg_ctl").args(["stop", "--mode=immediate", "-D"]).arg(self.data()));
    }
}

/// The folder of the server's programs: Debian's newest, or wherever the system says that they are.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.max_by_key(|version| version.file_name().to_string_lossy().parse::<u32>().unwrap_or(0));
    let folder = newest.map(|version| version.path().join("bin")).or_else(|| {
        let told = Command::new("pg_config").arg("--bindir").output().ok()?;
        Some(PathBuf::from(String::from_utf8(told.stdout).ok()?.trim()))
    });
    folder.filter(|folder| folder.join("initdb").is_file())
}

/// A port that nobody listens at now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(Path::new("/proc/self")).is_ok_and(|process| process.uid() == 0)
}

fn run(command: &mut Command) {
    let Output { status, stderr, .. } = command.output().expect("the program can be run");
    assert!(status.success(), "{command:?}: {}", String::from_utf8_lossy(&stderr));
}
