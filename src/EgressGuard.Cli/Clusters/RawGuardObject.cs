using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Cli.Clusters;

/// <summary>A policy or an exemption of the cluster, as it is: those that cannot be read are judged, too.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Utf8Json">The object.</param>
internal sealed record RawGuardObject(string Name, ReadOnlyMemory<byte> Utf8Json)
{
    /// <summary>Keeps a copy of each.</summary>
    public static IObjectReader<RawGuardObject> Reader { get; } = new CopyReader();

    private sealed class CopyReader : IObjectReader<RawGuardObject>
    {
        public RawGuardObject Read(ResourceType type, ObjectHead head, ReadOnlyMemory<byte> utf8Json, out string? problem)
        {
            problem = null;
            return new RawGuardObject(head.Reference.Name, utf8Json.ToArray());
        }
    }
}
