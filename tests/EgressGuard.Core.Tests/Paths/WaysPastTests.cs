using System.Collections.Frozen;
using System.Text;
using EgressGuard.Core.Labels;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;
using EgressGuard.Yaml;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>
/// Sequences of changes that open a way past the gateway with their last step, which an object that has no part in it at first sight makes:
/// all but the last are admitted.
/// </summary>
public sealed class WaysPastTests
{
    private const string Base = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop, labels: {istio-injection: enabled}}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: lab, labels: {istio-injection: enabled}}
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: istio-system, creationTimestamp: "2026-01-01T00:00:00Z"}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 443, name: tls, protocol: TLS}
            tls: {mode: PASSTHROUGH}
            hosts: ["shop/*.example.com", "lab/*.example.com"]
          - port: {number: 80, name: http, protocol: HTTP}
            hosts: ["shop/*.example.com", "lab/*.example.com"]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec: {ports: [{name: http, port: 80},{name: tls, port: 443},{name: tcp, port: 9000}]}
        """;

    private static readonly EgressPolicy Strict = EgressPolicy.Default with
    {
        Rules = new Dictionary<string, RuleAction> { ["EG901"] = RuleAction.Deny, ["EG424"] = RuleAction.Off }.ToFrozenDictionary(),
    };

    public static TheoryData<string> Sequences =>
    [
        // A delegate that kept a host inside goes away.
        """
        #STEP
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: d, namespace: shop}
        spec:
          exportTo: ["."]
          http:
          - route: [{destination: {host: web.shop.svc.cluster.local, port: {number: 80}}}]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          exportTo: ["."]
          http:
          - delegate: {name: d, namespace: shop}
        #STEP
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: p80, protocol: HTTP}]
          resolution: DNS
          exportTo: ["."]
        #STEP
        #DELETE VirtualService shop/d
        """,
        // A delegate comes that leads to a service whose address is kept.
        """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: p80, protocol: HTTP}]
          resolution: DNS
          exportTo: [".", istio-system]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, istio-system/egress]
          exportTo: [".", istio-system]
          http:
          - match: [{gateways: [mesh], port: 80}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
          - match: [{gateways: [istio-system/egress], port: 80}]
            route: [{destination: {host: api.example.com, port: {number: 80}}}]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, istio-system/egress]
          exportTo: [".", istio-system]
          http:
          - match: [{gateways: [mesh], port: 80, uri: {prefix: /x}}]
            delegate: {name: d, namespace: shop}
          - match: [{gateways: [mesh], port: 80}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
          - match: [{gateways: [istio-system/egress], port: 80}]
            route: [{destination: {host: api.example.com, port: {number: 80}}}]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: web, namespace: shop}
        spec:
          host: web.shop.svc.cluster.local
          exportTo: ["."]
          trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}
        #STEP
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: d, namespace: shop}
        spec:
          exportTo: ["."]
          http:
          - route: [{destination: {host: web.shop.svc.cluster.local, port: {number: 80}}}]
        """,
        // An entry that hid the ports of another goes away.
        """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: p80, protocol: HTTP}]
          resolution: DNS
          exportTo: [".", istio-system]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, istio-system/egress]
          exportTo: [".", istio-system]
          http:
          - match: [{gateways: [mesh], port: 80}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
          - match: [{gateways: [istio-system/egress], port: 80}]
            route: [{destination: {host: api.example.com, port: {number: 80}}}]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: more, namespace: shop, creationTimestamp: "2026-01-03T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 443, name: p443, protocol: TLS}]
          resolution: STATIC
          endpoints: [{address: 93.184.216.34}]
          exportTo: [".", istio-system]
        #STEP
        #DELETE ServiceEntry shop/api
        """,
        // An entry that hid another namespace's goes away.
        """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: p80, protocol: HTTP}]
          resolution: DNS
          exportTo: [".", istio-system]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, istio-system/egress]
          exportTo: [".", istio-system]
          http:
          - match: [{gateways: [mesh], port: 80}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
          - match: [{gateways: [istio-system/egress], port: 80}]
            route: [{destination: {host: api.example.com, port: {number: 80}}}]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: more, namespace: lab, creationTimestamp: "2026-01-03T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 443, name: p443, protocol: TLS}]
          resolution: DNS
          exportTo: [shop]
        #STEP
        #DELETE ServiceEntry shop/api
        """,
        // An entry becomes one with which another is merged.
        """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: p80, protocol: HTTP}]
          resolution: STATIC
          endpoints: [{address: 93.184.216.34}]
          exportTo: [".", istio-system]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, istio-system/egress]
          exportTo: [".", istio-system]
          http:
          - match: [{gateways: [mesh], port: 80}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
          - match: [{gateways: [istio-system/egress], port: 80}]
            route: [{destination: {host: api.example.com, port: {number: 80}}}]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: more, namespace: shop, creationTimestamp: "2026-01-03T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 443, name: p443, protocol: TLS}]
          resolution: DNS
          exportTo: [".", istio-system]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: p80, protocol: HTTP}]
          resolution: DNS
          exportTo: [".", istio-system]
        """,
        // No route leads to the host whose address is kept.
        """
        #STEP
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 443, name: p443, protocol: TLS}]
          resolution: STATIC
          endpoints: [{address: 10.0.0.5}]
          exportTo: ["."]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: api, namespace: shop}
        spec:
          host: api.example.com
          exportTo: ["."]
          trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}
        """,
        // The service's namespace rules for another one's clients.
        """
        #STEP
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: lab}
        spec:
          hosts: [api.example.com]
          exportTo: ["."]
          http:
          - route: [{destination: {host: web.shop.svc.cluster.local, port: {number: 80}}}]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: lab, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: p80, protocol: HTTP}]
          resolution: DNS
          exportTo: ["."]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: web, namespace: shop}
        spec:
          host: web.shop.svc.cluster.local
          exportTo: [lab]
          trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}
        """,
        // The route leads to another name of the service.
        """
        apiVersion: v1
        kind: Service
        metadata: {name: alias, namespace: shop}
        spec: {type: ExternalName, externalName: web.shop.svc.cluster.local, ports: [{name: http, port: 80}]}
        #STEP
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          exportTo: ["."]
          http:
          - route: [{destination: {host: alias.shop.svc.cluster.local, port: {number: 80}}}]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: p80, protocol: HTTP}]
          resolution: DNS
          exportTo: ["."]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: web, namespace: shop}
        spec:
          host: web.shop.svc.cluster.local
          exportTo: ["."]
          trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}
        """,
        // Only pods with labels of two conditions leave, and a third condition contradicts one.
        """
        #STEP
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, istio-system/egress]
          exportTo: [".", istio-system]
          http:
          - match: [{port: 80, sourceLabels: {tier: x}}]
            route: [{destination: {host: web.shop.svc.cluster.local, port: {number: 80}}}]
          - match: [{gateways: [mesh], port: 80}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
          - match: [{gateways: [istio-system/egress], port: 80}]
            route: [{destination: {host: api.example.com, port: {number: 80}}}]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: p80, protocol: HTTP}]
          resolution: DNS
          exportTo: [".", istio-system]
        #STEP
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: decoy, namespace: shop}
        spec:
          host: web.shop.svc.cluster.local
          exportTo: ["."]
          trafficPolicy: {loadBalancer: {simple: RANDOM}}
          workloadSelector: {matchLabels: {app: b}}
        #STEP
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: web, namespace: shop}
        spec:
          host: web.shop.svc.cluster.local
          exportTo: ["."]
          trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}
          workloadSelector: {matchLabels: {app: a}}
        """,
    ];

    [Theory]
    [MemberData(nameof(Sequences))]
    public void The_last_step_is_refused(string sequence)
    {
        var steps = sequence.Split("#STEP");
        var mesh = Objects(Base + "\n---\n" + steps[0], MeshSnapshot.Empty)
            .Aggregate(MeshSnapshot.Empty, (all, item) => all.With(item.Object, item.Reference));
        foreach (var step in steps[1..])
        {
            var subject = Subject(step, mesh);
            var denials = RuleEngine.Evaluate(subject, mesh, Strict).Findings.Where(finding => finding.Action == RuleAction.Deny).Select(finding => finding.Rule);

            Assert.Equal(step == steps[^1] ? ["EG901"] : [], denials);
            mesh = subject.IsRemoval ? mesh.Without(subject.Object.Kind, subject.Reference) : mesh.With(subject.Object, subject.Reference);
        }
    }

    private static Subject Subject(string step, MeshSnapshot mesh)
    {
        if (step.Trim().Split(' ', '/') is ["#DELETE", var name, var home, var own])
        {
            var (kind, gone) = (Enum.Parse<ObjectKind>(name), new ObjectRef(home, own));
            return new Subject(mesh.Find(kind, gone)!, home, own) { IsRemoval = true };
        }

        var put = Objects(step, mesh).Single();
        return put with { OldObject = mesh.Find(put.Object.Kind, put.Reference) };
    }

    private static IEnumerable<Subject> Objects(string yaml, MeshSnapshot mesh) => ManifestReader.Read(Encoding.UTF8.GetBytes(yaml), "sequence")
        .Select(manifest => LabelInjector.Label(ManifestObject.Read(manifest, "default").Subject!, mesh, Strict));
}
