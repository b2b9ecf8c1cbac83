using EgressGuard.Core.Policy;
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
        select new Finding(
            "EG002",
            "ambiguous-manifest",
            policy.ActionOf("EG002", RuleAction.Deny),
            issue.Pointer,
            issue.Message,
            "Write every key once, and every document behind a --- line.");
}
