using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Rules;

namespace EgressGuard.Webhook.Health;

/// <summary>
/// What is judged before the first review comes: ways out, object by object, and objects that break rules, so that routes are followed to
/// their end and refusals are worded, too.
/// </summary>
internal static class WarmUpReviews
{
    /// <summary>Creations that break rules, so that findings and messages are made.</summary>
    public static IReadOnlyList<byte[]> Refused { get; } =
        [.. WarmUpObjects.Broken.Select(broken => broken.Review("CREATE", broken.Json, "null"))];

    /// <summary>Every operation on every object.</summary>
    public static IReadOnlyList<byte[]> All { get; } =
    [
        .. Refused,
        .. WarmUpObjects.Kept.Select(kept => kept.Review("CREATE", kept.Json, "null")),
        .. WarmUpObjects.Kept.Select(kept => kept.Review("UPDATE", kept.Json, kept.With("former").Json)),
        .. WarmUpObjects.Broken.Select(broken => broken.Review(
            "UPDATE", broken.Json, WarmUpObjects.Kept.First(kept => kept.Kind == broken.Kind).Json)),
        .. WarmUpObjects.Kept.Select(kept => kept.Review("DELETE", "null", kept.Json)),
    ];

    /// <summary>A mesh in which the objects that keep the rules are.</summary>
    public static JudgingBasis Basis()
    {
        var mesh = MeshSnapshot.Empty.ForDomain(EgressPolicy.Default.Mesh.ClusterDomain);
        foreach (var kept in WarmUpObjects.Kept)
        {
            var read = KubeObjectReader.Read(ObjectKinds.Find(kept.Group, kept.Kind)!.Value, Encoding.UTF8.GetBytes(kept.Json), out _)!;
            mesh = mesh.With(read, Subject.Of(read, "default").Reference);
        }

        return new JudgingBasis(mesh, EgressPolicy.Default, ExemptionSet.Empty, DateTimeOffset.UnixEpoch);
    }
}
