using System.Globalization;
using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Oracles;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>The objects of a mesh that is being made: each with a name and an age of its own.</summary>
internal sealed class MeshObjects(Pick pick)
{
    private readonly List<JsonObject> _all = [];

    public IReadOnlyList<JsonObject> All => _all;

    /// <summary>The same objects, to be changed apart from these.</summary>
    public MeshObjects Copy()
    {
        var copy = new MeshObjects(pick);
        copy._all.AddRange(_all.Select(item => item.DeepClone().AsObject()));
        return copy;
    }

    /// <summary>Puts the object in place of the one with its kind, namespace and name, or beside the others.</summary>
    public void Put(JsonObject item)
    {
        _all.RemoveAll(other => IdentityOf(other) == IdentityOf(item));
        _all.Add(item);
    }

    /// <summary>Kind, namespace and name.</summary>
    public static string IdentityOf(JsonObject item) => $"{item["kind"]} {item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}";

    public List<JsonObject> Of(string kind) => _all.FindAll(item => (string)item["kind"]! == kind);

    public JsonObject Add(string kind, string home, JsonObject spec, string? name = null)
    {
        var metadata = new JsonObject
        {
            ["name"] = name ?? string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + pick.Number(0, 5))}{_all.Count}"),
            ["namespace"] = home,
        };
        if (pick.Chance(80))
        {
            metadata["creationTimestamp"] = string.Create(CultureInfo.InvariantCulture, $"2026-01-0{pick.Number(1, 4)}T00:00:00Z");
        }

        var added = new JsonObject
        {
            ["apiVersion"] = kind == "Service" ? "v1" : "networking.istio.io/v1",
            ["kind"] = kind,
            ["metadata"] = metadata,
            ["spec"] = spec,
        };
        _all.Add(added);
        return added;
    }

    public void AddNamespace(string name, JsonObject labels)
    {
        if (!Of("Namespace").Exists(item => (string)item["metadata"]!["name"]! == name))
        {
            _all.Add(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
            });
        }
    }

    public void Remove(JsonObject item) => _all.Remove(item);

    /// <summary>
    /// All of them, each name once in its namespace. A DestinationRule for some pods stands alone for its host: how Istio merges it with
    /// others depends on their exportTo in ways that are not modelled.
    /// </summary>
    public IReadOnlyList<JsonObject> Finished()
    {
        var finished = _all.DistinctBy(item => (item["kind"]!.ToString(), item["metadata"]!["namespace"]?.ToString(), item["metadata"]!["name"]!.ToString()))
            .ToList();
        foreach (var rule in finished.Where(item => item["spec"]?["workloadSelector"]?["matchLabels"] is not null).ToList())
        {
            finished.RemoveAll(other => other != rule && (string)other["kind"]! == "DestinationRule"
                && (string)other["metadata"]!["namespace"]! == (string)rule["metadata"]!["namespace"]!
                && (string)other["spec"]!["host"]! == (string)rule["spec"]!["host"]!);
        }

        return finished;
    }
}
