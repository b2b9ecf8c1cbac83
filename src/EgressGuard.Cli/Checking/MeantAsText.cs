using EgressGuard.Core.Model;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Checking;

/// <summary>
/// Explains a malformed object by its text: where a string was expected and kubectl read an unquoted <c>no</c> or <c>017</c> as
/// something else, "the value is not a string" alone sends its author looking at what looks like one.
/// </summary>
internal static class MeantAsText
{
    private const string Problem = "the value is not a string";

    /// <summary>The defect, with the reason in the text if there is one.</summary>
    public static ObjectDefect Explain(ObjectDefect defect, Manifest manifest)
    {
        if (defect.Problem != Problem)
        {
            return defect;
        }

        var surprise = manifest.Issues.FirstOrDefault(issue => issue.Kind == ManifestIssueKind.Yaml11Surprise && issue.Pointer == defect.Pointer);
        return surprise is null ? defect : defect with { Problem = $"{Problem}: {surprise.Message}" };
    }
}
