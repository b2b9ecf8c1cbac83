using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Paths;
using EgressGuard.Core.Tests.Paths.Naive;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>A change of a mesh: all objects before it and after it.</summary>
internal sealed class PathCase
{
    public PathCase(OracleCase @case)
    {
        Case = @case;
        Identity = MeshObjects.IdentityOf(@case.Object);
        var former = @case.IsRemoval ? @case.Object : @case.OldObject;
        Before = former is null ? @case.Mesh : [.. @case.Mesh, former];
        After = @case.IsRemoval ? @case.Mesh : [.. @case.Mesh, @case.Object];
    }

    public OracleCase Case { get; }

    public IReadOnlyList<JsonObject> Before { get; }

    public IReadOnlyList<JsonObject> After { get; }

    private string Identity { get; }

    /// <summary>Whether the place is in the object.</summary>
    public static bool IsIn(JsonObject item, NaivePlace place) => MeshObjects.IdentityOf(item) == $"{place.Kind} {place.Home}/{place.Name}";

    /// <summary>Whether the place is in the object under judgement.</summary>
    public bool IsSubject(NaivePlace place) => Identity == $"{place.Kind} {place.Home}/{place.Name}";
}
