using System.Text.Json.Nodes;
using EgressGuard.Benchmarks.Scale;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Benchmarks.Mesh;

/// <summary>
/// The mesh of a large company: 5,000 applications in 500 namespaces, each with a ServiceEntry and a VirtualService; five share a Gateway
/// and a DestinationRule. Its objects are as `kubectl apply` leaves them in a cluster.
/// </summary>
internal static class LargeMesh
{
    public const int Applications = 5_000;

    private const int Sharing = 5;
    private const string Version = "1000";

    private static readonly SyntheticMesh Shape = new(Sharing);

    /// <summary>The kinds of its objects.</summary>
    public static IReadOnlyList<ObjectKind> Kinds { get; } =
    [
        ObjectKind.ServiceEntry, ObjectKind.VirtualService, ObjectKind.Gateway, ObjectKind.DestinationRule, ObjectKind.Namespace,
    ];

    /// <summary>All objects.</summary>
    public static IEnumerable<JsonObject> Objects() => Places().Select(place => StoredObject.Of(Text(place.Kind, place.Number), Version));

    /// <summary>In words.</summary>
    public static string Description => string.Join(
        ", ", Places().CountBy(place => place.Kind).Select(kind => $"{kind.Key} {kind.Value}"));

    /// <summary>One object, for a review.</summary>
    public static Subject Read(ObjectKind kind, int number) => Shape.Read(kind, number);

    /// <summary>One object, as it is applied.</summary>
    public static string Text(ObjectKind kind, int number) => Shape.Text(kind, number);

    private static IEnumerable<(ObjectKind Kind, int Number)> Places() =>
        Shape.Objects(Applications).Where(place => Kinds.Contains(place.Kind));
}
