using System.Text.Json.Nodes;

namespace EgressGuard.Robustness.Fuzzing.Generating;

/// <summary>The next smaller cases of one that fails: without an object of the mesh, a member, or an item of a list.</summary>
internal static class Smaller
{
    public static IEnumerable<FuzzCase> Of(FuzzCase @case)
    {
        for (var i = 0; i < @case.Mesh.Count; i++)
        {
            yield return @case with { Mesh = [.. @case.Mesh.Where((_, index) => index != i)] };
        }

        if (@case.OldObject is { } old)
        {
            foreach (var less in Of(old))
            {
                yield return @case with { OldObject = less };
            }
        }

        foreach (var less in Of(@case.Object))
        {
            yield return @case with { Object = less };
        }

        for (var i = 0; i < @case.Mesh.Count; i++)
        {
            foreach (var less in Of(@case.Mesh[i]))
            {
                yield return @case with { Mesh = [.. @case.Mesh.Select((item, index) => index == i ? less : item)] };
            }
        }
    }

    private static IEnumerable<JsonObject> Of(JsonObject root)
    {
        foreach (var path in Paths(root, []))
        {
            var copy = root.DeepClone().AsObject();
            JsonNode parent = copy;
            foreach (var step in path[..^1])
            {
                parent = step is string name ? parent[name]! : parent[(int)step]!;
            }

            if (path[^1] is string member)
            {
                parent.AsObject().Remove(member);
            }
            else
            {
                parent.AsArray().RemoveAt((int)path[^1]);
            }

            yield return copy;
        }
    }

    /// <summary>Every place but those that make an object out of it, the outer ones first.</summary>
    private static IEnumerable<object[]> Paths(JsonNode? node, object[] above)
    {
        var own = node switch
        {
            JsonObject members => [.. members.Select(member => (Step: (object)member.Key, member.Value))],
            JsonArray items => [.. items.Select((item, index) => (Step: (object)index, Value: item))],
            _ => new List<(object Step, JsonNode? Value)>(),
        };
        foreach (var (step, value) in own)
        {
            object[] path = [.. above, step];
            if (!IsNeeded(path))
            {
                yield return path;
            }

            foreach (var deeper in Paths(value, path))
            {
                yield return deeper;
            }
        }
    }

    private static bool IsNeeded(object[] path) => path is ["apiVersion"] or ["kind"] or ["metadata"] or ["metadata", "name" or "namespace"];
}
