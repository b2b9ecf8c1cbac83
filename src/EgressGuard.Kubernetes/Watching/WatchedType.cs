using System.Collections.Immutable;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>A kind that is watched, in whichever version the cluster serves.</summary>
/// <param name="Versions">The versions that will do, the best first. The first one that is served is taken.</param>
public sealed record WatchedType(ImmutableArray<ResourceType> Versions)
{
    /// <summary>The kind as objects name it.</summary>
    public string Kind => Versions[0].Kind;

    /// <summary>A kind with its versions.</summary>
    /// <param name="group">The API group, "" for core.</param>
    /// <param name="plural">The name in addresses.</param>
    /// <param name="kind">The kind in objects.</param>
    /// <param name="isNamespaced">Whether its objects live in namespaces.</param>
    /// <param name="versions">The versions, the best first.</param>
    public static WatchedType Of(string group, string plural, string kind, bool isNamespaced, params ReadOnlySpan<string> versions)
    {
        var types = ImmutableArray.CreateBuilder<ResourceType>(versions.Length);
        foreach (var version in versions)
        {
            types.Add(new ResourceType(group, version, plural, kind, isNamespaced));
        }

        return new WatchedType(types.MoveToImmutable());
    }

    /// <summary>As kubectl writes it: <c>serviceentries.networking.istio.io</c>.</summary>
    public override string ToString() => Versions[0].ToString();
}
