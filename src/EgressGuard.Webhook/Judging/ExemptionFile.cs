using System.Collections.Immutable;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Webhook.Files;
using EgressGuard.Yaml;

namespace EgressGuard.Webhook.Judging;

/// <summary>A file of exemptions as it was read: all of them, or everything that is wrong with it.</summary>
/// <param name="Bytes">The content; empty when the file cannot be read.</param>
/// <param name="Exemptions">The exemptions; empty when there are errors.</param>
/// <param name="Errors">Each a line: file, line and column where known, JSON pointer, problem.</param>
internal sealed record ExemptionFile(ReadOnlyMemory<byte> Bytes, ImmutableArray<EgressExemption> Exemptions, ImmutableArray<string> Errors)
{
    /// <summary>Reads the exemptions from JSON or YAML.</summary>
    public static ExemptionFile Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = MountedFiles.Read(path)[0];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ExemptionFile(default, [], [$"{path}: it cannot be read: {exception.Message}"]);
        }

        var read = ExemptionManifests.Read(bytes, path);
        return new ExemptionFile(bytes, read.Exemptions, read.Errors);
    }
}
