using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Checking;

/// <summary>
/// EG002: a manifest whose text says two things at once. kubectl picks one without a word, and a reviewer who reads the other approves
/// what will not be applied. Only files can be ambiguous: the API server sends none.
/// </summary>
internal static class AmbiguousManifest
{
    /// <summary>
    /// The findings about the text itself, in document order, each at the place that its message speaks of: the object has no trace
    /// of it, and would lead to the value that won.
    /// </summary>
    public static IEnumerable<LocatedFinding> FindingsIn(Manifest manifest, EgressPolicy policy) =>
        from issue in manifest.Issues
        let action = policy.ActionOf(ReservedRules.AmbiguousManifest.Id, RuleAction.Deny)
        where action != RuleAction.Off && IsAmbiguous(issue.Kind)
        let advice = issue.Message.LastIndexOf("; ", StringComparison.Ordinal)
        let finding = new Finding(
            ReservedRules.AmbiguousManifest.Id,
            ReservedRules.AmbiguousManifest.Name,
            action,
            issue.Pointer,
            Sentence(advice < 0 ? issue.Message : issue.Message[..advice]),
            Sentence(advice < 0 ? "write every key once, and every document behind a --- line" : issue.Message[(advice + 2)..]))
        select new LocatedFinding(finding, issue.Line, issue.Column);

    private static bool IsAmbiguous(ManifestIssueKind kind) => kind is
        ManifestIssueKind.DuplicateKey or ManifestIssueKind.MergeOverridesExplicitKey or ManifestIssueKind.ContentAfterDocumentEnd;

    private static string Sentence(string clause) => char.ToUpperInvariant(clause[0]) + clause[1..] + ".";
}
