using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Paths;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>
/// Random changes of random meshes: one or two complete ways through the egress gateway, some bystanders, and then a mistake of the sort
/// that the rule is about. The subject is what the mistake changed, or any object that takes part.
/// </summary>
internal static class PathCases
{
    /// <param name="pick">The choices.</param>
    /// <param name="kinds">The kinds that the rule judges.</param>
    /// <param name="mistakes">What is apt to bring about what the rule is about.</param>
    /// <param name="forms">The forms in which the mistake can be made.</param>
    public static OracleCase Generate(
        Pick pick, IReadOnlyList<string> kinds, IReadOnlyList<Action<MeshObjects, Pick>> mistakes, IReadOnlyList<Form> forms)
    {
        while (true)
        {
            var objects = Mesh(pick, forms);
            var former = objects.Copy();
            for (var count = pick.Number(1, 2); count > 0; count--)
            {
                if (pick.Chance(80))
                {
                    mistakes[pick.Number(0, mistakes.Count - 1)](objects, pick);
                }
                else
                {
                    Mutation.Apply(objects, pick);
                }
            }

            if (Case(former.Finished(), objects.Finished(), kinds, pick) is { } @case)
            {
                return @case with { Policy = RandomMesh.PolicyOf(pick) };
            }
        }
    }

    private static MeshObjects Mesh(Pick pick, IReadOnlyList<Form> forms)
    {
        var objects = new MeshObjects(pick);
        foreach (var name in RandomMesh.Namespaces)
        {
            objects.AddNamespace(name, new JsonObject { ["istio-injection"] = "enabled" });
        }

        CompliantSet.Add(
            objects, pick, pick.One(RandomMesh.Hosts), pick.One(RandomMesh.Namespaces), forms[pick.Number(0, forms.Count - 1)]);
        if (pick.Chance(25))
        {
            CompliantSet.Add(objects, pick, pick.One(RandomMesh.Hosts), pick.One(RandomMesh.Namespaces));
        }

        if (pick.Chance(25))
        {
            Bystanders.One(objects, pick);
        }

        if (pick.Chance(15))
        {
            Mutation.Apply(objects, pick);
        }

        return objects;
    }

    private static OracleCase? Case(IReadOnlyList<JsonObject> former, IReadOnlyList<JsonObject> now, IReadOnlyList<string> kinds, Pick pick)
    {
        var before = former.ToDictionary(MeshObjects.IdentityOf);
        var after = now.ToDictionary(MeshObjects.IdentityOf);
        var judged = before.Keys.Union(after.Keys).Where(identity => kinds.Contains(identity.Split(' ')[0])).ToList();
        var changed = judged.FindAll(identity => before.GetValueOrDefault(identity)?.ToJsonString() != after.GetValueOrDefault(identity)?.ToJsonString());
        var chosen = changed.Count > 0 && pick.Chance(70) ? changed : judged;
        if (chosen.Count == 0)
        {
            return null;
        }

        var subject = chosen[pick.Number(0, chosen.Count - 1)];
        var mesh = after.Where(item => item.Key != subject).Select(item => item.Value).ToList();
        if (after.GetValueOrDefault(subject) is not { } written || (!changed.Contains(subject) && pick.Chance(30)))
        {
            return new OracleCase(after.GetValueOrDefault(subject) ?? before[subject]) { Mesh = mesh, IsRemoval = true };
        }

        return new OracleCase(written) { Mesh = mesh, OldObject = changed.Contains(subject) ? before.GetValueOrDefault(subject) : null };
    }
}
