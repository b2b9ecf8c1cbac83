using System.Collections.Immutable;
using EgressGuard.Core.Policy;

namespace EgressGuard.Yaml;

/// <summary>What is wrong with the text of a policy or an exemption, told with its places.</summary>
internal static class GuardManifest
{
    /// <summary>Every error, each a line: file, line and column, JSON pointer, problem.</summary>
    /// <param name="document">The text.</param>
    /// <param name="errors">What its reader found.</param>
    public static ImmutableArray<string> Errors(Manifest document, ImmutableArray<PolicyError> errors)
    {
        // kubectl lets these pass; but a document that says two things at once is none.
        var ambiguities = document.Issues
            .Where(issue => issue.Kind is not (ManifestIssueKind.Yaml11Surprise or ManifestIssueKind.MissingKind))
            .Select(issue => Line(document.Source, issue.Line, issue.Column, issue.Pointer, issue.Message));
        var problems = errors.Select(error =>
        {
            var place = document.Positions.Find(error.Pointer);
            return Line(document.Source, place.Line, place.Column, error.Pointer, error.Problem);
        });
        return [.. ambiguities, .. problems];
    }

    private static string Line(string source, int line, int column, string pointer, string problem) =>
        $"{source}:{line}:{column}: {(pointer.Length == 0 ? "the document" : pointer)}: {problem}";
}
