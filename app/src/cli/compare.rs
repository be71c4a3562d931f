//! `farcall compare`: two messages from files, field by field. The comparison is the core's.

use std::path::Path;

use farcall_core::{
    message::{CompareRow, Comparison, Difference, compare},
    workspace::Example,
};
use serde_json::{Value, json};

use super::{
    ended::{Ended, Exit},
    message_args::CompareArgs,
    options::CompareFormat,
    output::Console,
    recorded::{self, Types},
};

/// Compares them. The exit status is 0 if they say the same, 1 if not.
pub async fn run(args: CompareArgs, console: Console) -> Result<Exit, Ended> {
    if args.left == Path::new("-") && args.right == args.left {
        return Err(Ended::Usage("only one of the two can be stdin".to_owned()));
    }
    let examples = (recorded::example(&args.left)?, recorded::example(&args.right)?);
    let types = Types { schema: &args.schema, server: &args.server };
    let example = examples.0.as_ref().or(examples.1.as_ref());
    let of = recorded::type_named_or_kept(&args.choices, example, types, console).await?;
    let side = |file: &Path, example: Option<&Example>| match example {
        Some(example) => recorded::of_example(file, example, of.as_ref()),
        None => recorded::read(Some(file), args.choices.input, console),
    };
    let (left, right) = (side(&args.left, examples.0.as_ref())?, side(&args.right, examples.1.as_ref())?);
    if let Some(broken) = left.broken.as_ref().or(right.broken.as_ref()) {
        return Err(Ended::because("A message cannot be read to its end", broken));
    }
    let options = args.comparing.options();
    let many = left.messages.len().max(right.messages.len());
    let mut is_equal = true;
    for index in 0..many {
        let which = if many > 1 { format!("message {index}: ") } else { String::new() };
        match (left.messages.get(index), right.messages.get(index)) {
            (Some(left), Some(right)) => {
                let found = compare(of.as_ref(), &left.bytes, &right.bytes, &options);
                is_equal &= found.is_equal();
                print(&found, &args, &which, index, console)?;
            }
            (Some(_), None) | (None, Some(_)) => {
                is_equal = false;
                let side = if index < left.messages.len() { "removed" } else { "added" };
                console.line(&format!("{which}{side}"))?;
            }
            (None, None) => {}
        }
    }
    Ok(if is_equal { Exit::OK } else { Exit::FAILED })
}

fn print(found: &Comparison, args: &CompareArgs, which: &str, index: usize, console: Console) -> Result<(), Ended> {
    let is_shown = |row: &&CompareRow| args.all || row.kind.counts();
    for row in found.rows.iter().filter(is_shown) {
        console.line(&match args.comparing.format {
            CompareFormat::Text => format!("{which}{}", line(row)),
            CompareFormat::Json => json_row("message", index as u64, row).to_string(),
        })?;
    }
    console.note(&format!("{which}{}", counts(found)));
    Ok(())
}

/// A row as a JSON object that begins with the number of its message, under this name.
pub fn json_row(which: &str, index: u64, row: &CompareRow) -> Value {
    json!({
        which: index, "kind": name(row.kind), "path": row.path, "right_path": row.right_path,
        "left": row.left, "right": row.right, "note": row.note,
    })
}

/// `~ lines[0].quantity: 2 -> 3`
pub fn line(row: &CompareRow) -> String {
    let path = if row.path.is_empty() { "message" } else { &row.path };
    let (left, right) = (row.left.as_deref().unwrap_or("not set"), row.right.as_deref().unwrap_or("not set"));
    let mut line = match row.kind {
        Difference::Added => format!("+ {path}: {right}"),
        Difference::Removed => format!("- {path}: {left}"),
        Difference::Changed => format!("~ {path}: {left} -> {right}"),
        Difference::Moved => format!("> {path}: {left}"),
        Difference::Equal => format!("  {path}: {left}"),
        Difference::Rewritten if row.left.is_none() && row.right.is_none() => format!("= {path}"),
        Difference::Rewritten => {
            format!("= {path}: {}", row.left.as_deref().or(row.right.as_deref()).unwrap_or_default())
        }
    };
    if let Some(right) = row.right_path.as_ref().filter(|_| row.kind == Difference::Changed) {
        line.push_str(&format!(" (right at {right})"));
    }
    if !row.note.is_empty() {
        line.push_str(&format!(" ({})", row.note));
    }
    line
}

fn name(kind: Difference) -> &'static str {
    match kind {
        Difference::Rewritten => "rewritten",
        other => other.word(),
    }
}

fn counts(found: &Comparison) -> String {
    let counts = found.counts;
    let mut words = match (found.is_equal(), found.same_bytes) {
        (true, true) => "equal, byte by byte".to_owned(),
        (true, false) if counts.ignored > 0 => "equal".to_owned(),
        (true, false) => "same values, other bytes".to_owned(),
        (false, _) => format!("{} changed, {} added, {} removed", counts.changed, counts.added, counts.removed),
    };
    for (many, word) in [(counts.moved, "moved"), (counts.ignored, "ignored"), (found.left_out, "not shown")] {
        if many > 0 {
            words.push_str(&format!(", {many} {word}"));
        }
    }
    words
}
