//! A `PostgreSQL` server of the test's own, which has to be installed.

use std::fs;
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
}

impl Server {
    /// Starts a server that listens in a folder of its own and on no network.
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
        let server = Server { programs, folder: tempfile::tempdir().expect("a folder") };
        if is_root() {
            run(Command::new("chown").arg(USER).arg(server.folder.path()));
        }
        let data = server.data();
        run(server.program("initdb").args(["--auth=trust", "--encoding=UTF8", "--username", USER, "-D"]).arg(&data));
        let options = format!("-c listen_addresses='' -c fsync=off -k {}", server.folder.path().display());
        let log = server.folder.path().join("log");
        run(server.program("pg_ctl").args(["start", "--wait", "-o", &options, "-l"]).arg(log).arg("-D").arg(&data));
        Some(server)
    }

    /// The address of a new, empty database.
    pub(super) fn new_database(&self, name: &str) -> String {
        let folder = self.folder.path().to_string_lossy();
        run(self.program("createdb").args(["--username", USER, "--host", &folder, name]));
        format!("postgres://{USER}@{}/{name}", folder.replace('/', "%2F"))
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// One of `PostgreSQL`'s programs, as a user that it accepts.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
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

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(Path::new("/proc/self")).is_ok_and(|process| process.uid() == 0)
}

fn run(command: &mut Command) {
    let Output { status, stderr, .. } = command.output().expect("the program can be run");
    assert!(status.success(), "{command:?}: {}", String::from_utf8_lossy(&stderr));
}
