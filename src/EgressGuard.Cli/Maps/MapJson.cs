using EgressGuard.Cli.Paths;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps;

/// <summary>The map for programs. Members are added, never renamed or removed, while the version is 1.</summary>
internal static class MapJson
{
    /// <summary>Writes the map; its paths are what <c>explain</c> writes.</summary>
    public static void Write(EgressMap map, TextWriter output) => JsonOutput.WriteObject(
        json =>
        {
            json.WriteNumber("version", 1);
            json.WriteList("namespaces", map.Clients, json.WriteStringValue);
            json.WriteList("hosts", map.Entries, entry =>
            {
                json.WriteStartObject();
                json.WriteString("host", entry.Host);
                json.WriteNumber("port", entry.Port);
                json.WriteString("protocol", entry.Protocol);
                json.WriteList("declaredBy", entry.DeclaredBy, reference =>
                {
                    json.WriteStartObject();
                    json.WriteString("kind", "ServiceEntry");
                    json.WriteString("namespace", reference.Namespace);
                    json.WriteString("name", reference.Name);
                    json.WriteEndObject();
                });
                json.WriteList("paths", entry.Reaches, path => PathJson.WritePath(path, json));
                json.WriteEndObject();
            });
        },
        output);
}
