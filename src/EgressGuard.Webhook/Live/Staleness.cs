using System.Globalization;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Webhook.Live;

/// <summary>Says of which kinds the mesh is no longer what the cluster has, for verdicts that rest on them.</summary>
internal sealed class Staleness(Func<ObjectKind, DateTimeOffset?> brokenSince, TimeProvider time)
{
    /// <summary>A watch that breaks and goes on at once is none of a user's business.</summary>
    internal static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(30);

    /// <summary>The warning for a review of an object of this kind; null when all that its rules look up is fresh.</summary>
    public string? WarningFor(ObjectKind kind)
    {
        var now = time.GetUtcNow();
        List<string>? stale = null;
        var oldest = now;
        foreach (var needed in MeshSnapshot.Kinds)
        {
            if (brokenSince(needed) is { } since && now - since > Tolerated && IsLookedUp(needed, kind))
            {
                (stale ??= []).Add(ObjectKinds.NameOf(needed));
                oldest = since < oldest ? since : oldest;
            }
        }

        return stale is null
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"EgressGuard has not heard of changes of {string.Join(", ", stale)} since {oldest:u}: this verdict rests on what was known then.");
    }

    /// <summary>Rules about what the mesh holds look at all of it; those about pods look up their namespace.</summary>
    private static bool IsLookedUp(ObjectKind needed, ObjectKind kind) => needed == ObjectKind.Namespace || MeshSnapshot.Kinds.Contains(kind);
}
