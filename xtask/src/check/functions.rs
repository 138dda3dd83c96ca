//! Function length and parameter count, measured on the syntax tree.
//!
//! A function's length counts from the line of `fn` to the line of its closing brace; a receiver
//! is no parameter.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, FnArg, ImplItemFn, ItemFn, Signature, TraitItemFn};

use crate::finding::Finding;
use crate::tree::{SourceFile, Tree};

const CHECK: &str = "functions";
const LONGEST_FUNCTION: usize = 60;
const MOST_PARAMETERS: usize = 5;
const NINETIETH_PERCENTILE: usize = 30;
const PRINTED: usize = 10;

/// Prints the longest functions and reports what is past a limit.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut functions = Vec::new();
    for file in tree.rust_under("") {
        match functions_of(file) {
            Ok(found) => functions.extend(found),
            Err(error) => findings.push(Finding::new(CHECK, &file.path, error.to_string())),
        }
    }
    functions.sort_by(|a, b| b.lines.cmp(&a.lines).then_with(|| a.place.cmp(&b.place)));
    print_longest(&functions);
    findings.extend(functions.iter().flat_map(Function::findings));
    let percentile = ninetieth_percentile(&functions);
    if percentile > NINETIETH_PERCENTILE {
        let problem = format!("the 90th percentile is {percentile}, not {NINETIETH_PERCENTILE}");
        findings.push(Finding::new(CHECK, "the whole tree", problem));
    }
    findings
}

/// One measured function.
struct Function {
    name: String,
    place: String,
    lines: usize,
    parameters: usize,
}

impl Function {
    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.lines > LONGEST_FUNCTION {
            let problem = format!("{} has {} lines", self.name, self.lines);
            findings.push(Finding::new(CHECK, &self.place, problem));
        }
        if self.parameters > MOST_PARAMETERS {
            let problem = format!("{} has {} parameters", self.name, self.parameters);
            findings.push(Finding::new(CHECK, &self.place, problem));
        }
        findings
    }
}

fn print_longest(functions: &[Function]) {
    println!(
        "\nthe longest of {} functions (limit {LONGEST_FUNCTION}; 90th percentile {}, limit {NINETIETH_PERCENTILE})",
        functions.len(),
        ninetieth_percentile(functions),
    );
    for function in functions.iter().take(PRINTED) {
        println!(
            "  {:>4}  {}  {}",
            function.lines, function.place, function.name
        );
    }
    println!();
}

/// The length that nine functions of ten do not exceed; `functions` is sorted, longest first.
fn ninetieth_percentile(functions: &[Function]) -> usize {
    functions
        .get(functions.len() / 10)
        .map_or(0, |function| function.lines)
}

fn functions_of(file: &SourceFile) -> syn::Result<Vec<Function>> {
    let syntax = syn::parse_file(&file.text)?;
    let mut collector = Collector {
        file,
        found: Vec::new(),
    };
    collector.visit_file(&syntax);
    Ok(collector.found)
}

struct Collector<'a> {
    file: &'a SourceFile,
    found: Vec<Function>,
}

impl Collector<'_> {
    fn record(&mut self, signature: &Signature, block: &Block) {
        let first = signature.fn_token.span().start().line;
        let last = block.brace_token.span.close().end().line;
        let parameters = signature
            .inputs
            .iter()
            .filter(|input| is_typed(input))
            .count();
        self.found.push(Function {
            name: signature.ident.to_string(),
            place: self.file.at(first),
            lines: last - first + 1,
            parameters,
        });
    }
}

fn is_typed(input: &FnArg) -> bool {
    matches!(input, FnArg::Typed(_))
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.record(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.record(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(block) = &item.default {
            self.record(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::{check, functions_of};
    use crate::tree::Tree;

    #[test]
    fn length_runs_from_fn_to_the_closing_brace() {
        let tree = Tree::of(&[("a.rs", "/// Doc.\n#[inline]\npub fn a() {\n    one();\n}\n")]);

        let functions = functions_of(tree.file("a.rs").unwrap()).unwrap();

        assert_eq!(functions[0].lines, 3);
        assert_eq!(functions[0].place, "a.rs:3");
    }

    #[test]
    fn a_receiver_is_no_parameter() {
        let tree = Tree::of(&[("a.rs", "impl A { fn a(&self, b: u8, c: u8) {} }")]);

        let functions = functions_of(tree.file("a.rs").unwrap()).unwrap();

        assert_eq!(functions[0].parameters, 2);
    }

    #[test]
    fn a_long_function_in_a_module_is_found() {
        let text = format!("mod m {{ fn long() {{\n{}}} }}", "one();\n".repeat(60));
        let tree = Tree::of(&[("a.rs", &text)]);

        let findings = check(&tree);

        assert!(findings[0].to_string().contains("long has 62 lines"));
    }

    #[test]
    fn six_parameters_are_one_too_many() {
        let text = "fn many(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8) {}";
        let tree = Tree::of(&[("a.rs", text)]);

        let findings = check(&tree);

        assert!(findings[0].to_string().contains("many has 6 parameters"));
    }
}
