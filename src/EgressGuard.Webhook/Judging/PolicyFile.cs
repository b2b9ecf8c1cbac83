using System.Collections.Immutable;
using EgressGuard.Core.Policy;
using EgressGuard.Webhook.Files;
using EgressGuard.Yaml;

namespace EgressGuard.Webhook.Judging;

/// <summary>A policy file as it was read: the policy, or everything that is wrong with it.</summary>
/// <param name="Bytes">The content; empty when the file cannot be read.</param>
/// <param name="Policy">The policy; null exactly when there are errors.</param>
/// <param name="Errors">Each a line: file, line and column where known, JSON pointer, problem.</param>
internal sealed record PolicyFile(ReadOnlyMemory<byte> Bytes, EgressPolicy? Policy, ImmutableArray<string> Errors)
{
    /// <summary>Reads the policy from JSON or YAML.</summary>
    public static PolicyFile Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = MountedFiles.Read(path)[0];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new PolicyFile(default, null, [$"{path}: it cannot be read: {exception.Message}"]);
        }

        try
        {
            return Parse(path, bytes);
        }
        catch (ManifestException exception)
        {
            return new PolicyFile(bytes, null, [exception.Message]);
        }
    }

    private static PolicyFile Parse(string path, byte[] bytes)
    {
        var documents = ManifestReader.Read(bytes, path).ToList();
        if (documents is not [var document])
        {
            return new PolicyFile(bytes, null, [$"{path}: it holds {documents.Count} documents; a policy is exactly one"]);
        }

        // kubectl lets these pass; but a policy that says two things at once is none.
        var ambiguities = document.Issues
            .Where(issue => issue.Kind is not (ManifestIssueKind.Yaml11Surprise or ManifestIssueKind.MissingKind))
            .Select(issue => Line(path, issue.Line, issue.Column, issue.Pointer, issue.Message));
        var read = PolicyReader.Read(document.Json);
        var errors = read.Errors.Select(error =>
        {
            var place = document.Positions.Find(error.Pointer);
            return Line(path, place.Line, place.Column, error.Pointer, error.Problem);
        });
        ImmutableArray<string> all = [.. ambiguities, .. errors];
        return new PolicyFile(bytes, all.IsEmpty ? read.Policy : null, all);
    }

    private static string Line(string path, int line, int column, string pointer, string problem) =>
        $"{path}:{line}:{column}: {(pointer.Length == 0 ? "the document" : pointer)}: {problem}";
}
