using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EgressGuard.Core.Model;
using EgressGuard.Core.Tests.Admission;
using EgressGuard.Core.Tests.Oracles;

namespace EgressGuard.Robustness.Fuzzing.Generating;

/// <summary>
/// Any object of the right shape, for every kind: each member that the guard reads may be there, with a value of its type. The shape is
/// taken from the models, so that a member that is read from tomorrow on is tried from tomorrow on.
/// </summary>
internal static class Shapes
{
    private static readonly string[] Namespaces = ["shop", "shop", "shop", "payments", "istio-system", "kube-system", "default"];

    private static readonly string[] Names = ["web", "api", "egress", "istio-egressgateway", "shop", "payments", "istio-system", "waypoint", "default"];

    /// <summary>An object of a kind, each as likely as the other.</summary>
    public static JsonObject Any(Pick pick)
    {
        var (group, kind, versions) = ServedVersions.All[pick.Number(0, ServedVersions.All.Count - 1)];
        return Of(pick, group, kind, pick.One<string>(versions.Split(' ')));
    }

    /// <summary>An object of this kind.</summary>
    public static JsonObject Of(Pick pick, string group, string kind, string version)
    {
        var model = ObjectKinds.Find(group, kind)!.Value;
        var made = Object(pick, KubeObjectReader.TypeInfoOf(model), 0);
        made.Remove("kind");
        var metadata = made["metadata"] as JsonObject ?? [];
        metadata.Remove("generateName");
        metadata["name"] = pick.One(Names);
        metadata.Remove("namespace");
        if (ObjectKinds.IsNamespaced(model))
        {
            metadata["namespace"] = pick.One(Namespaces);
        }

        made["metadata"] = metadata;
        var @object = new JsonObject { ["apiVersion"] = group.Length == 0 ? version : $"{group}/{version}", ["kind"] = kind };
        foreach (var (name, value) in made.Where(member => member.Key != "apiVersion"))
        {
            @object[name] = value?.DeepClone();
        }

        return @object;
    }

    /// <summary>Members that the guard reads and that are not there, as null: to every reader of the API that is the same.</summary>
    public static void AddNulls(Pick pick, JsonObject @object) =>
        AddNulls(pick, @object, KubeObjectReader.TypeInfoOf(FuzzCase.KindOf(@object)));

    private static void AddNulls(Pick pick, JsonNode? node, JsonTypeInfo type)
    {
        if (node is JsonArray list && type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
        {
            foreach (var item in list)
            {
                AddNulls(pick, item, TypeInfo(element));
            }
        }
        else if (node is JsonObject members && type.Kind == JsonTypeInfoKind.Object)
        {
            foreach (var property in Read(type))
            {
                if (members.TryGetPropertyValue(property.Name, out var value))
                {
                    AddNulls(pick, value, TypeInfo(property.PropertyType));
                }
                else if (pick.Chance(20))
                {
                    members.Add(property.Name, null);
                }
            }
        }
    }

    private static JsonObject Object(Pick pick, JsonTypeInfo type, int depth)
    {
        var made = new JsonObject();
        foreach (var property in Read(type))
        {
            // What every object of the kind has, nearly always; of the rest, the less the deeper it lies. Models may hold themselves.
            if (pick.Chance(property.Name is "spec" or "metadata" or "template" or "jobTemplate" && depth < 5 ? 97 : 60 - (4 * depth)))
            {
                made[property.Name] = pick.Chance(4) ? null : Value(pick, property.Name, TypeInfo(property.PropertyType), depth + 1);
            }
        }

        return made;
    }

    private static JsonNode? Value(Pick pick, string member, JsonTypeInfo type, int depth) => type.Kind switch
    {
        JsonTypeInfoKind.Object => Object(pick, type, depth),
        JsonTypeInfoKind.Enumerable => new JsonArray([.. Items(pick, () => Value(pick, member, TypeInfo(type.ElementType!), depth))]),
        JsonTypeInfoKind.Dictionary => Map(pick, member, TypeInfo(type.ElementType!), depth),
        _ => Scalar(pick, member, Nullable.GetUnderlyingType(type.Type) ?? type.Type),
    };

    private static JsonObject Map(Pick pick, string member, JsonTypeInfo type, int depth)
    {
        var map = new JsonObject();
        foreach (var value in Items(pick, () => Value(pick, member, type, depth)))
        {
            map[Words.Key(pick, member)] = value;
        }

        return map;
    }

    private static List<JsonNode?> Items(Pick pick, Func<JsonNode?> item) => [.. Enumerable.Range(0, pick.One(0, 1, 1, 2, 3)).Select(_ => item())];

    private static JsonValue Scalar(Pick pick, string member, Type type) => type switch
    {
        _ when type == typeof(string) => JsonValue.Create(Words.Text(pick, member)),
        _ when type == typeof(bool) => JsonValue.Create(pick.Chance(50)),
        _ when type == typeof(int) => JsonValue.Create((int)Words.Number(pick, member)),
        _ when type == typeof(long) => JsonValue.Create(Words.Number(pick, member)),
        _ => throw new InvalidOperationException($"Nothing is made up yet for {member}, a {type.Name}."),
    };

    /// <summary>The members that are read from JSON: not those that are worked out of others.</summary>
    private static IEnumerable<JsonPropertyInfo> Read(JsonTypeInfo type) => type.Properties.Where(property => property.Set is not null);

    private static JsonTypeInfo TypeInfo(Type type) => KubeJsonContext.Default.GetTypeInfo(type)
        ?? throw new InvalidOperationException($"The models do not read {type.Name}.");
}
