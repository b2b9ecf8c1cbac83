using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>The random parts of pods from which EG306's cases are made.</summary>
internal static class ProxyOverrideParts
{
    public static string ConfigText(Pick pick)
    {
        if (pick.Chance(40))
        {
            return pick.One<(string, bool)>(ProxyOverrideTables.Oddities).Item1;
        }

        var settings = pick.Some<(string Yaml, string Json, string Sets)>(3, ProxyOverrideTables.Settings)
            .DistinctBy(setting => setting.Yaml.Split(':', 2)[0].Trim('"'))
            .ToList();
        return pick.Chance(50)
            ? string.Join(pick.One("\n", "\n# and\n", "\n\n"), settings.Select(setting => setting.Yaml))
            : $"{{{string.Join(", ", settings.Select(setting => setting.Json))}}}";
    }

    public static JsonObject WithParts(Pick pick, JsonObject container)
    {
        if (pick.Chance(5))
        {
            container["workingDir"] = "/tmp";
        }

        if (pick.Chance(30))
        {
            var names = pick.Some(
                2, "CA_ADDR", "ISTIO_META_DNS_CAPTURE", "ISTIO_META_DNS_AUTO_ALLOCATE", "MINIMUM_DRAIN_DURATION", "DISABLE_ENVOY",
                "DRY_RUN", "PROXY_CONFIG", pick.One<string>(ProxyOverrideTables.Undoing));
            container["env"] = new JsonArray([.. names.Select(name =>
                new JsonObject { ["name"] = name, ["value"] = pick.One(
                    "true", "T", "false", "F", "5s", "", "{\"concurrency\":2}", "{\"binary_path\":\"/app\"}") })]);
        }

        if (pick.Chance(4))
        {
            container["envFrom"] = new JsonArray(new JsonObject());
        }

        if (pick.Chance(20))
        {
            var mounts = pick.Some<(string? Path, bool)>(2, ProxyOverrideTables.Mounts);
            container["volumeMounts"] = new JsonArray([.. mounts.Select(mount => new JsonObject { ["mountPath"] = mount.Path })]);
        }

        if (pick.Chance(15))
        {
            container["lifecycle"] = new JsonObject { [pick.One("postStart", "preStop")] = Exec(pick) };
        }

        if (pick.Chance(10))
        {
            container[pick.One("startupProbe", "livenessProbe", "readinessProbe")] = Exec(pick);
        }

        return container;
    }

    private static JsonObject Exec(Pick pick) => pick.Chance(10)
        ? new JsonObject { ["httpGet"] = new JsonObject { ["port"] = 15021 } }
        : new JsonObject { ["exec"] = new JsonObject { ["command"] = Pick.List(pick.One<(string[] Command, bool)>(ProxyOverrideTables.Commands).Command) } };
}
