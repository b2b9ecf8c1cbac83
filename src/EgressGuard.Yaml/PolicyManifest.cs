using System.Collections.Immutable;
using EgressGuard.Core.Policy;

namespace EgressGuard.Yaml;

/// <summary>A policy written in YAML or JSON: the policy, or everything that is wrong with its text.</summary>
/// <param name="Policy">The policy; null exactly when there are errors.</param>
/// <param name="Errors">Each a line: file, line and column, JSON pointer, problem.</param>
public sealed record PolicyManifest(EgressPolicy? Policy, ImmutableArray<string> Errors)
{
    /// <summary>Reads the policy.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="source">What to call it in errors: a path, usually.</param>
    public static PolicyManifest Read(ReadOnlyMemory<byte> utf8, string source)
    {
        try
        {
            return ManifestReader.Read(utf8, source).ToList() switch
            {
                [var document] => Read(document),
                var documents => new PolicyManifest(null, [$"{source}: it holds {documents.Count} documents; a policy is exactly one"]),
            };
        }
        catch (ManifestException exception)
        {
            return new PolicyManifest(null, [exception.Message]);
        }
    }

    private static PolicyManifest Read(Manifest document)
    {
        var read = PolicyReader.Read(document.Json);
        var errors = GuardManifest.Errors(document, read.Errors);
        return new PolicyManifest(errors.IsEmpty ? read.Policy : null, errors);
    }
}
