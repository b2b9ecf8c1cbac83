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

        var read = PolicyManifest.Read(bytes, path);
        return new PolicyFile(bytes, read.Policy, read.Errors);
    }
}
