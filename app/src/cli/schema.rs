//! Where a command's schema comes from: the server's reflection, files, or both; and what to say where there is none.
//! It decodes no descriptor.

use std::collections::HashMap;

use farcall_core::{
    engine::Failure,
    metadata::Metadata,
    reflection::{ReflectionError, ReflectionOptions, reflect},
    schema::{Method, MethodPath, Problem, Schema, SchemaLimits},
    status::{Code, Origin, Status},
    transport::Channel,
};

use super::{
    ended::{Ended, hint_of, one_line, status_line},
    options::SchemaOptions,
    output::Console,
};

/// A schema, and what is to be said of it.
pub struct Loaded {
    /// What can be called and described.
    pub schema: Schema,
    /// Services by the server's own word, where it was asked.
    pub listed: Vec<String>,
    /// What could not be loaded.
    pub problems: Vec<Problem>,
}

/// Loads what the options say. `server` is asked only if they say so, or name no files.
///
/// # Errors
/// Nothing could be loaded; or the server cannot be reached, which is a status as that of a call is.
pub async fn load(options: &SchemaOptions, server: Option<(&Channel, &Metadata)>) -> Result<Loaded, Ended> {
    let source = options.files();
    let Some((channel, metadata)) = server.filter(|_| options.asks_reflection()) else {
        let source = source.ok_or_else(|| Ended::Usage("a TARGET, --proto or --protoset is needed".to_owned()))?;
        return found(from_files(move || Schema::load(&source)).await?);
    };
    let reflected = reflect(channel, metadata, &ReflectionOptions::default(), &mut |_| {}).await;
    let files = match source {
        Some(source) => {
            // What the files import the server may have.
            let base = reflected.as_ref().map_or_else(|_| Schema::default(), |(schema, _)| schema.clone());
            let load = move || Schema::load_beside(&base, &source, &SchemaLimits::default(), &mut ());
            Some(from_files(move || load().unwrap_or_default()).await?)
        }
        None => None,
    };
    match (reflected, files) {
        (Ok((schema, mut report)), files) => {
            if let Some(files) = &files {
                report.filled_by(&files.schema);
            }
            let mut problems = report.problems;
            problems.extend_from_slice(schema.problems());
            let mut listed = report.listed;
            let schema = match files {
                Some(files) => {
                    problems.extend_from_slice(files.schema.problems());
                    listed.extend(files.listed);
                    from_files(move || Schema::merged(&schema, &files.schema)).await?.schema
                }
                None => schema,
            };
            listed.sort();
            listed.dedup();
            Ok(Loaded { schema, listed, problems })
        }
        (Err(error), Some(mut files)) if !is_unreachable(&error) => {
            let (summary, cause) = failure_words(&error);
            let warning = Problem::warning("reflection", format!("{summary}: {cause}"));
            files.problems.insert(0, warning.hint("What the files say is used alone"));
            found(files)
        }
        (Err(error), _) => Err(reflection_failed(&error)),
    }
}

impl Loaded {
    /// Tells what could not be loaded.
    pub fn tell_problems(&self, console: Console) {
        self.problem_lines().iter().for_each(|line| console.note(line));
    }

    /// What could not be loaded, and the import folders that would mend it where several are needed.
    fn problem_lines(&self) -> Vec<String> {
        let mut lines = problem_lines(&self.problems);
        if let roots @ [_, _, ..] = self.schema.mending_roots() {
            let flags: Vec<String> = roots.iter().map(|root| format!("-I {}", root.display())).collect();
            lines.push(format!("hint: All the folders to add: {}", flags.join(" ")));
        }
        lines
    }

    /// The method of this name.
    ///
    /// # Errors
    /// There is none; the nearest names are the hint.
    pub fn method(&self, name: &str) -> Result<&Method, Ended> {
        let path = MethodPath::parse(name)
            .map_err(|error| self.with_nearest(Failure::new(error.to_string()), self.schema.nearest_methods(name)))?;
        self.schema.method(&path).ok_or_else(|| {
            let failure = match self.schema.service(&path.service) {
                Some(_) => Failure::new(format!("Service {} has no method \"{}\"", path.service, path.method)),
                None => Failure::new(format!("There is no service \"{}\"", path.service)),
            };
            self.with_nearest(failure, self.schema.nearest_methods(name))
        })
    }

    /// A symbol that is not there, with the nearest names as the hint.
    pub fn no_symbol(&self, name: &str) -> Ended {
        if self.schema.pool().is_package(name) {
            let within = self.schema.symbols().into_iter().map(|symbol| symbol.name);
            let first =
                within.into_iter().find(|symbol| symbol.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')));
            let failure = Failure::new(format!("\"{name}\" is a package, not a symbol"));
            return Ended::Failed(match first {
                Some(first) => failure.hint(format!("Name what is in it, such as {first}")),
                None => failure,
            });
        }
        self.with_nearest(Failure::new(format!("There is no symbol \"{name}\"")), self.schema.nearest_symbols(name))
    }

    fn with_nearest(&self, failure: Failure, nearest: Vec<String>) -> Ended {
        let failure = match self.problem_lines().as_slice() {
            [] => failure,
            lines => failure.because(lines.join("\n")),
        };
        Ended::Failed(match nearest.as_slice() {
            [] => failure,
            names => failure.hint(format!("Did you mean {}?", names.join(", "))),
        })
    }
}

async fn from_files(load: impl FnOnce() -> Schema + Send + 'static) -> Result<Loaded, Ended> {
    let schema = tokio::task::spawn_blocking(load)
        .await
        .map_err(|error| Ended::because("The schema could not be loaded", error))?;
    let listed = schema.services().iter().map(|service| service.full_name.clone()).collect();
    let problems = schema.problems().to_vec();
    Ok(Loaded { schema, listed, problems })
}

/// Files that gave nothing but trouble are a failure; a file of messages alone is not.
fn found(loaded: Loaded) -> Result<Loaded, Ended> {
    let gave_something = !loaded.listed.is_empty() || loaded.schema.has_loaded_files();
    if !loaded.problems.iter().any(|problem| problem.is_error) || gave_something {
        return Ok(loaded);
    }
    Err(Ended::because("The schema could not be loaded", loaded.problem_lines().join("\n")))
}

/// Problems of one file that are told, and problems altogether.
const MAX_TOLD: (usize, usize) = (3, 40);

/// One line a problem, as many as can be read: an import once, and a hint once, after the last problem it is for.
pub fn problem_lines(problems: &[Problem]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut left = MAX_TOLD.1;
    for of_file in imports_once(problems).chunk_by(|(a, _), (b, _)| a.file == b.file) {
        let told = of_file.len().min(MAX_TOLD.0).min(left);
        left -= told;
        for (problem, places) in of_file.iter().take(told) {
            let kind = if problem.is_error { "error" } else { "warning" };
            let places = if *places > 1 { format!(" (in {places} places)") } else { String::new() };
            lines.push(format!("{kind}: {problem}{places}"));
            if let Some(hint) = problem.hint.as_ref().map(|hint| format!("hint: {hint}")) {
                lines.retain(|line| *line != hint);
                lines.push(hint);
            }
        }
        if let (Some((first, _)), more @ 1..) = (of_file.first(), of_file.len() - told)
            && left > 0
        {
            let colon = if first.file.is_empty() { "" } else { ": " };
            lines.push(format!("{}{colon}{more} more", first.file));
        }
    }
    if left == 0 {
        lines.push(format!("{} problems in all", problems.len()));
    }
    lines
}

/// The problems, an import that many files have alike only once, and in how many places each is.
fn imports_once(problems: &[Problem]) -> Vec<(&Problem, usize)> {
    let mut told: Vec<(&Problem, usize)> = Vec::new();
    let mut positions = HashMap::new();
    for problem in problems {
        // Whatever else two files have alike, each is to be looked at by itself.
        let is_of_import = problem.message.starts_with("import");
        let alike = is_of_import.then_some((problem.is_error, &problem.message, &problem.hint));
        let position = alike.map_or(told.len(), |alike| *positions.entry(alike).or_insert(told.len()));
        match told.get_mut(position) {
            Some((_, places)) => *places += 1,
            None => told.push((problem, 1)),
        }
    }
    told
}

/// Whether there was no connection, or none that lasted until an answer: what any call would have met.
fn is_unreachable(error: &ReflectionError) -> bool {
    error.finished().is_some_and(|finished| {
        let answered = finished.timings.headers.is_some() || finished.status.origin == Origin::Remote;
        let connected = finished.timings.http2.is_some() || finished.timings.reused;
        match finished.status.code {
            Code::UNAVAILABLE => !answered,
            Code::DEADLINE_EXCEEDED => !connected,
            _ => false,
        }
    })
}

fn reflection_failed(error: &ReflectionError) -> Ended {
    // UNAVAILABLE that the server did not say: a gateway answered in its place, or the connection broke.
    let is_cut_off = |status: &Status| status.code == Code::UNAVAILABLE && status.origin == Origin::Local;
    if let Some(status) = error.status()
        && (is_unreachable(error) || is_cut_off(status))
    {
        return Ended::Status(Box::new(status.clone()));
    }
    let (summary, cause) = failure_words(error);
    let notes = error.status().map_or(&[][..], |status| &status.notes);
    let cause = std::iter::once(cause).chain(notes.iter().map(|note| one_line(note))).collect::<Vec<_>>().join("\n");
    let hint = error.status().and_then(|status| hint_of(status).or_else(|| credentials_hint(status)));
    let hint = hint.unwrap_or_else(|| "Name the schema yourself: --proto FILE -I DIR, or --protoset FILE".to_owned());
    Ended::Failed(Failure::new(summary).because(cause).hint(hint))
}

/// Whoever is not let through to reflection is hardly let through to the call.
fn credentials_hint(status: &Status) -> Option<String> {
    let is_shut = matches!(status.code, Code::UNAUTHENTICATED | Code::PERMISSION_DENIED);
    is_shut.then(|| "Say who you are: --bearer-env, --basic-env, --oauth-token-url or -H".to_owned())
}

fn failure_words(error: &ReflectionError) -> (&'static str, String) {
    let cause = error.status().map_or_else(|| error.to_string(), status_line);
    if error.is_unimplemented() {
        ("This server offers no reflection", cause)
    } else {
        ("The server's schema could not be read by reflection", cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_problems_are_told_in_few_lines() {
        let mut problems: Vec<Problem> = (0..5).map(|n| Problem::error("a.proto", format!("p{n}"))).collect();
        problems.push(Problem::error("b.proto", "imports \"x\"").hint("Add -I DIR"));
        problems.push(Problem::error("b2.proto", "imports \"x\"").hint("Add -I DIR"));
        problems.push(Problem::error("c.proto", "y").hint("Add -I DIR"));
        let expected = [
            "error: a.proto: p0",
            "error: a.proto: p1",
            "error: a.proto: p2",
            "a.proto: 2 more",
            "error: b.proto: imports \"x\" (in 2 places)",
            "error: c.proto: y",
            "hint: Add -I DIR",
        ];
        assert_eq!(problem_lines(&problems), expected);
        let many: Vec<Problem> = (0..1000).map(|n| Problem::error(format!("{n}.proto"), format!("p{n}"))).collect();
        let lines = problem_lines(&many);
        assert_eq!((lines.len(), lines.last().map(String::as_str)), (41, Some("1000 problems in all")));
    }
}
