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
    /// <summary>The findings about the text itself, in document order.</summary>
    public static IEnumerable<Finding> FindingsIn(Manifest manifest, EgressPolicy policy) =>
        from issue in manifest.Issues
        where issue.Kind is ManifestIssueKind.DuplicateKey or ManifestIssueKind.MergeOverridesExplicitKey or ManifestIssueKind.ContentAfterDocumentEnd
        let advice = issue.Message.LastIndexOf("; ", StringComparison.Ordinal)
        select new Finding(
            ReservedRules.AmbiguousManifest.Id,
            ReservedRules.AmbiguousManifest.Name,
            policy.ActionOf(ReservedRules.AmbiguousManifest.Id, RuleAction.Deny),
            issue.Pointer,
            Sentence(advice < 0 ? issue.Message : issue.Message[..advice]),
            Sentence(advice < 0 ? "write every key once, and every document behind a --- line" : issue.Message[(advice + 2)..]));

    private static string Sentence(string clause) => char.ToUpperInvariant(clause[0]) + clause[1..] + ".";
}
