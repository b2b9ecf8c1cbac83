using System.Collections.Frozen;
using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Policy;

/// <summary>Reads the <c>spec</c> of a policy document.</summary>
internal static class PolicySpecReader
{
    private static readonly (string, Enforcement)[] Enforcements =
    [
        (nameof(Enforcement.Enforce), Enforcement.Enforce),
        (nameof(Enforcement.Warn), Enforcement.Warn),
        (nameof(Enforcement.Audit), Enforcement.Audit),
    ];

    private static readonly (string, RuleAction)[] Actions =
    [
        (nameof(RuleAction.Deny), RuleAction.Deny),
        (nameof(RuleAction.Warn), RuleAction.Warn),
        (nameof(RuleAction.Audit), RuleAction.Audit),
        (nameof(RuleAction.Off), RuleAction.Off),
    ];

    /// <summary>The policy that the spec describes, without its name; of use only when nothing was reported.</summary>
    public static EgressPolicy Read(PolicyNode node)
    {
        if (node.Object() is not { } spec)
        {
            return EgressPolicy.Default;
        }

        var mesh = MeshSettingsReader.Read(spec.Take("mesh"));
        var policy = new EgressPolicy
        {
            Mesh = mesh,
            Enforcement = spec.Take("enforcement").Choice<Enforcement>(Enforcements) ?? Enforcement.Enforce,
            Rules = ReadRules(spec.Take("rules")),
            Hosts = ReadHosts(spec.Take("hosts")),
            Labels = LabelRequirementReader.Read(spec.Take("labels"), mesh),
            PlatformNamespaces = spec.Take("platformNamespaces").Texts(KubeSyntax.Namespace)
                ?? [.. new[] { mesh.RootNamespace, "kube-system" }.Distinct()],
            PlatformUsers = spec.Take("platformUsers").Texts(CheckUser) ?? EgressPolicy.DefaultPlatformUsers(mesh.RootNamespace),
            ServiceEntries = ServiceEntrySettingsReader.Read(spec.Take("serviceEntries")),
            Pods = PodSettingsReader.Read(spec.Take("pods")),
            Gateways = GatewaySettingsReader.Read(spec.Take("gateways")),
            Namespaces = NamespaceSettingsReader.Read(spec.Take("namespaces")),
            NetworkPolicies = NetworkPolicySettingsReader.Read(spec.Take("networkPolicies")),
            Exemptions = ExemptionSettingsReader.Read(spec.Take("exemptions")),
        };
        spec.End();
        return policy;
    }

    private static FrozenDictionary<string, RuleAction> ReadRules(PolicyNode node)
    {
        var rules = new Dictionary<string, RuleAction>();
        foreach (var (id, value) in node.Members() ?? [])
        {
            if (RuleIds.Check(id) is { } problem)
            {
                value.Report(problem);
            }

            if (value.Object("; write {action: Deny}") is not { } entry)
            {
                continue;
            }

            var action = entry.Take("action");
            if (action.IsAbsent)
            {
                action.Report("this field is missing; write Deny, Warn, Audit or Off, or remove the rule's entry");
            }
            else if (action.Choice<RuleAction>(Actions) is { } chosen)
            {
                rules[id] = chosen;
            }

            entry.End();
        }

        return rules.ToFrozenDictionary();
    }

    private static ImmutableArray<HostPermission> ReadHosts(PolicyNode node)
    {
        if (node.Items() is not { } items)
        {
            return [];
        }

        if (node.IsEmptyList)
        {
            // Some would read an empty list as "nobody", the rule reads it as "anybody": a guard does not guess.
            node.Report("the list is empty; "
                + "remove the field to let any namespace open any host, or list the namespaces with what they may open");
        }

        var permissions = ImmutableArray.CreateBuilder<HostPermission>(items.Count);
        foreach (var item in items)
        {
            if (item.Object() is not { } entry)
            {
                continue;
            }

            var namespaces = entry.Take("namespaces");
            var allow = entry.Take("allow");
            if (namespaces.IsAbsent || namespaces.IsEmptyList)
            {
                namespaces.Report("this list is missing or empty; write the namespaces that may open the hosts");
            }

            if (allow.IsAbsent)
            {
                allow.Report("this list is missing; write the hosts that the namespaces may open, or [] for none");
            }

            permissions.Add(new HostPermission(
                namespaces.Texts(KubeSyntax.Namespace) ?? [],
                [.. (allow.Texts(HostSyntax.Check) ?? []).Select(HostName.Normalize)]));
            entry.End();
        }

        return permissions.DrainToImmutable();
    }

    private static string? CheckUser(string pattern) =>
        Pattern.Check(pattern, "a user's name", "this would make everybody part of the platform, and the guard would judge nobody");
}
