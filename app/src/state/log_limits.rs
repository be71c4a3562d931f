//! How much is kept of calls, as it is typed: memory of one call, of all calls, files of all calls.
//! It knows the notation; the log store keeps to it.

use farcall_core::call::LogLimits;

use crate::units;

/// What a call has to be able to keep.
const LEAST_BYTES: u64 = 4 << 20;

/// The limits as they stand in the open dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedLogLimits {
    /// Memory of one call.
    pub call: String,
    /// Memory of all calls.
    pub program: String,
    /// Files of all calls.
    pub files: String,
}

/// One of the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLimit {
    /// Memory of one call.
    Call,
    /// Memory of all calls.
    Program,
    /// Files of all calls.
    Files,
}

impl TypedLogLimits {
    /// As they are.
    pub fn of(limits: &LogLimits) -> Self {
        let [call, program, files] = sizes(limits).map(|size| {
            let unit = size.find(char::is_alphabetic).unwrap_or(size.len());
            let (number, unit) = size.split_at_checked(unit).unwrap_or((&size, ""));
            format!("{number} {unit}").trim_end().to_owned()
        });
        Self { call, program, files }
    }

    /// As a session keeps them.
    pub fn kept(limits: &LogLimits) -> String {
        sizes(limits).join(", ")
    }

    /// What a session kept; `None` where it cannot be read.
    pub fn of_kept(text: &str) -> Option<LogLimits> {
        let sizes: Vec<&str> = text.split(',').map(str::trim).collect();
        let [call, program, files] = *sizes.as_slice() else { return None };
        Self { call: call.to_owned(), program: program.to_owned(), files: files.to_owned() }.checked().ok()
    }

    /// What was typed.
    ///
    /// # Errors
    /// The first that cannot be, and why not.
    pub fn checked(&self) -> Result<LogLimits, (LogLimit, String)> {
        let wrong = "Write a size, such as 512 MiB";
        let read = |which, text| units::parse_amount(text).map_err(|_| (which, wrong.to_owned()));
        let call = read(LogLimit::Call, &self.call)?;
        let program = read(LogLimit::Program, &self.program)?;
        let disk_bytes = read(LogLimit::Files, &self.files)?;
        if call < LEAST_BYTES {
            return Err((LogLimit::Call, "A call needs 4 MiB at least".to_owned()));
        }
        if program < call {
            return Err((LogLimit::Program, "All calls need as much as one at least".to_owned()));
        }
        let memory = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        Ok(LogLimits { call_bytes: memory(call), program_bytes: memory(program), disk_bytes })
    }
}

/// Of a call, of all calls, in files: as they are typed without a space.
fn sizes(limits: &LogLimits) -> [String; 3] {
    let files = usize::try_from(limits.disk_bytes).unwrap_or(usize::MAX);
    [limits.call_bytes, limits.program_bytes, files].map(units::typed_size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(call: &str, program: &str, files: &str) -> TypedLogLimits {
        TypedLogLimits { call: call.to_owned(), program: program.to_owned(), files: files.to_owned() }
    }

    #[test]
    fn limits_are_read_as_they_are_written() {
        let usual = LogLimits::default();
        assert_eq!(TypedLogLimits::of(&usual), typed("256 MiB", "1 GiB", "8 GiB"));
        assert_eq!(TypedLogLimits::of(&usual).checked(), Ok(usual));
        assert_eq!(TypedLogLimits::kept(&usual), "256MiB, 1GiB, 8GiB");
        assert_eq!(TypedLogLimits::of_kept(&TypedLogLimits::kept(&usual)), Some(usual));
        assert_eq!(TypedLogLimits::of_kept("256MiB, 1GiB"), None);
        let small = LogLimits { call_bytes: 16 << 20, program_bytes: 64 << 20, disk_bytes: 0 };
        assert_eq!(typed("16MiB", " 64 MiB", "0").checked(), Ok(small));
    }

    #[test]
    fn a_limit_that_cannot_be_kept_is_named_with_its_reason() {
        for (typed, which, why) in [
            (typed("1KiB", "1GiB", "1GiB"), LogLimit::Call, "4 MiB"),
            (typed("1GiB", "8MiB", "0"), LogLimit::Program, "as much"),
            (typed("1GiB", "2GiB", "all of it"), LogLimit::Files, "such as"),
        ] {
            let told = typed.checked();
            assert!(matches!(&told, Err((of, said)) if *of == which && said.contains(why)), "{told:?}");
        }
    }
}
