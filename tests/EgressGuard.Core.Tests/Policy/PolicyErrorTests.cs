namespace EgressGuard.Core.Tests.Policy;

public sealed class PolicyErrorTests
{
    private const string Namespace = "write lower-case letters, digits and '-', a letter or digit at both ends, at most 63 characters";
    private const string Key = "write [DNS name/]name, the name with letters, digits, '-', '_' and '.', a letter or digit at both ends, at most 63 characters";
    private const string Value = "write letters, digits, '-', '_' and '.', a letter or digit at both ends, at most 63 characters";
    private const string Host = "write a DNS name such as 'api.example.com' or '*.example.com', without scheme, port and path";
    private const string Range = "write one such as 10.0.0.0/8 or fd00::/8, without leading zeros or zone";
    private const string Path = "write an absolute path such as /var/log, without '.', '..', '//' and a slash at the end";

    /// <summary>A broken spec and every error it gives, after <c>/spec</c>.</summary>
    public static TheoryData<string, string[]> Cases => new()
    {
        // Unknown fields, everywhere.
        { "{'enforcment':'Warn'}", ["/enforcment: unknown field 'enforcment'; did you mean 'enforcement'?"] },
        {
            "{'x':1,'Mesh':{}}",
            [
                "/Mesh: unknown field 'Mesh'; did you mean 'mesh'?",
                "/x: unknown field 'x'; the fields here are mesh, enforcement, rules, hosts, labels, platformNamespaces, platformUsers, serviceEntries, pods, gateways, namespaces, networkPolicies, exemptions",
            ]
        },
        {
            "{'mesh':{'clusterDomian':'a','egressGateways':[{'name':'a'}]}}",
            [
                "/mesh/clusterDomian: unknown field 'clusterDomian'; did you mean 'clusterDomain'?",
                "/mesh/egressGateways/0/name: unknown field 'name'; the fields here are service, namespace, selector",
            ]
        },
        {
            "{'mesh':{'dataplaneModes':['ambiant'],'nativeSidecars':'true','clusterRanges':['10.0.0.0/33']}}",
            [
                "/mesh/clusterRanges/0: '10.0.0.0/33' is neither an IP address nor a CIDR range; "
                    + "write one such as 10.0.0.0/8 or fd00::/8, without leading zeros or zone",
                "/mesh/dataplaneModes/0: 'ambiant' is not one of sidecar, ambient; did you mean 'ambient'?",
                "/mesh/nativeSidecars: this must be true or false, but it is a string; write it without quotes",
            ]
        },
        {
            "{'mesh':{'dataplaneModes':[]},'gateways':{'allowedNamespaces':['A'],'allowedWaypoints':['waypoint']}}",
            [
                "/gateways/allowedNamespaces/0: 'A' is not a namespace; write lower-case letters, digits and '-', a letter or digit at both ends, at most 63 characters",
                "/gateways/allowedWaypoints/0: 'waypoint' is no waypoint; write its namespace and name, such as istio-egress/waypoint",
                "/mesh/dataplaneModes: the list is empty, but pods join the mesh in some way; write sidecar, ambient or both",
            ]
        },
        {
            "{'namespaces':{'outsideMesh':['*']},'networkPolicies':{'minimumIPv4Prefix':33,'protectedLabels':{}},'pods':{'allowedNetworks':['a b']}}",
            [
                "/namespaces/outsideMesh/0: '*' fits everything: every namespace could leave the mesh; write a namespace's name",
                "/networkPolicies/minimumIPv4Prefix: 33 is not a whole number between 0 and 32",
                "/networkPolicies/protectedLabels: no label is written, and every policy would be the platform's; "
                    + "write the labels that mark them, or remove the field",
                "/pods/allowedNetworks/0: 'a b' is empty or has a space or comma in it; write one name an item",
            ]
        },
        { "{'rules':{'EG101':{'action':'Off','reason':'x'}}}", ["/rules/EG101/reason: unknown field 'reason'; the fields here are action"] },
        { "{'hosts':[{'namespaces':['a'],'allow':[],'alow':[]}]}", ["/hosts/0/alow: unknown field 'alow'; did you mean 'allow'?"] },
        {
            "{'labels':[{'kinds':['Pod'],'key':'a','value':'b','namespaceSelector':{'matchLabel':{},'matchExpressions':[{'key':'k','operator':'Exists','vals':[]}]}}]}",
            [
                "/labels/0/namespaceSelector/matchExpressions/0/vals: unknown field 'vals'; did you mean 'values'?",
                "/labels/0/namespaceSelector/matchLabel: unknown field 'matchLabel'; did you mean 'matchLabels'?",
            ]
        },
        {
            "{'serviceEntries':{'minimumIPV4prefix':1},'pods':{'a/b~c':1}}",
            [
                "/pods/a~1b~0c: unknown field 'a/b~c'; the fields here are allowedExcludedIPRanges, allowedExcludedPorts, allowedHostPaths, requiredDroppedCapabilities, allowedProxyConfigKeys, allowedProxyMetadata, allowedInjectionTemplates, allowedNetworks, allowedRuntimeClasses",
                "/serviceEntries/minimumIPV4prefix: unknown field 'minimumIPV4prefix'; did you mean 'minimumIPv4Prefix'?",
            ]
        },

        // Types.
        { "[]", [": this must be an object, but it is a list"] },
        {
            "{'mesh':[],'enforcement':1,'rules':[],'hosts':{},'labels':'x','platformNamespaces':'a','platformUsers':1,'serviceEntries':'x','pods':true}",
            [
                "/enforcement: this must be a string, but it is a number; put it in quotes",
                "/hosts: this must be a list, but it is an object",
                "/labels: this must be a list, but it is a string; a single item is written as a list, too",
                "/mesh: this must be an object, but it is a list",
                "/platformNamespaces: this must be a list, but it is a string; a single item is written as a list, too",
                "/platformUsers: this must be a list, but it is a number; a single item is written as a list, too",
                "/pods: this must be an object, but it is true or false",
                "/rules: this must be an object, but it is a list",
                "/serviceEntries: this must be an object, but it is a string",
            ]
        },
        {
            "{'platformNamespaces':['a',null,5,{},'b']}",
            [
                "/platformNamespaces/1: the item is null; write a value or remove it",
                "/platformNamespaces/2: this must be a string, but it is a number; put it in quotes",
                "/platformNamespaces/3: this must be a string, but it is an object",
            ]
        },

        // Mesh.
        {
            "{'mesh':{'clusterDomain':'Cluster.Local.','rootNamespace':'istio_system','outboundTrafficPolicy':'registry_only','defaultExportTo':['','a/b','A','*.x'],'revisions':[]}}",
            [
                "/mesh/clusterDomain: 'Cluster.Local.' is not a DNS name; write lower-case letters, digits, '-' and '.', with a letter or digit around each dot, at most 253 characters",
                "/mesh/defaultExportTo/0: '' is not an exportTo entry; write '.' for the object's own namespace, '*' for all, '~' for none, or a namespace",
                "/mesh/defaultExportTo/1: 'a/b' is not an exportTo entry; write '.' for the object's own namespace, '*' for all, '~' for none, or a namespace",
                "/mesh/defaultExportTo/2: 'A' is not an exportTo entry; write '.' for the object's own namespace, '*' for all, '~' for none, or a namespace",
                "/mesh/defaultExportTo/3: '*.x' is not an exportTo entry; write '.' for the object's own namespace, '*' for all, '~' for none, or a namespace",
                "/mesh/outboundTrafficPolicy: 'registry_only' is not one of REGISTRY_ONLY, ALLOW_ANY; did you mean 'REGISTRY_ONLY'?",
                "/mesh/revisions: the list is empty, but a mesh has a control plane; write its revisions, or remove the field for 'default'",
                $"/mesh/rootNamespace: 'istio_system' is not a namespace; {Namespace}",
            ]
        },
        {
            "{'mesh':{'defaultExportTo':['*','a']}}",
            ["/mesh/defaultExportTo: '*' stands alone, because it already says who sees an object; remove it or everything else"]
        },
        {
            "{'mesh':{'defaultExportTo':['a','~']}}",
            ["/mesh/defaultExportTo: '~' stands alone, because it already says who sees an object; remove it or everything else"]
        },
        { "{'mesh':{'defaultExportTo':['a','a']}}", ["/mesh/defaultExportTo: an entry occurs twice; keep one"] },
        {
            "{'mesh':{'egressGateways':[]}}",
            ["/mesh/egressGateways: the list is empty, and a guard without a gateway guards nothing; write the egress gateways, or remove the field for istio-egressgateway in istio-system"]
        },
        {
            "{'mesh':{'egressGateways':['a',{'service':'-a','namespace':'b.c','selector':{}},{'selector':{'a b':'c d','e':null,'f':true}}],'revisions':['a.b']}}",
            [
                "/mesh/egressGateways/0: this must be an object, but it is a string",
                $"/mesh/egressGateways/1/namespace: 'b.c' is not a namespace; {Namespace}",
                "/mesh/egressGateways/1/selector: the selector is empty and would take every pod for the gateway; write the labels of the gateway's pods",
                $"/mesh/egressGateways/1/service: '-a' is not the name of a Service; {Namespace}",
                $"/mesh/egressGateways/2/selector/a b: 'a b' is not a label key; {Key}",
                $"/mesh/egressGateways/2/selector/a b: 'c d' is not a label value; {Value}",
                "/mesh/egressGateways/2/selector/e: the label has no value; write one, or \"\" for an empty one",
                "/mesh/egressGateways/2/selector/f: this must be a string, but it is true or false; put it in quotes",
                $"/mesh/revisions/0: 'a.b' is not a revision; {Namespace}",
            ]
        },
        {
            "{'mesh':{'proxyImages':['','*','a/proxyv2:1.30','a/proxyv2@sha256:0']}}",
            [
                "/mesh/proxyImages/0: the pattern is empty; write an image's name, in which '*' stands for any characters, or remove the item",
                "/mesh/proxyImages/1: '*' fits everything: any container could pass for Istio's own; write an image's name",
                "/mesh/proxyImages/2: 'a/proxyv2:1.30' has a tag or a digest, which is not compared; write the image's name alone",
                "/mesh/proxyImages/3: 'a/proxyv2@sha256:0' has a tag or a digest, which is not compared; write the image's name alone",
            ]
        },

        // Enforcement and rules.
        { "{'enforcement':'warning'}", ["/enforcement: 'warning' is not one of Enforce, Warn, Audit"] },
        { "{'enforcement':'Enforced'}", ["/enforcement: 'Enforced' is not one of Enforce, Warn, Audit; did you mean 'Enforce'?"] },
        {
            "{'rules':{'EG001':{'action':'Off'},'EG101':'Deny','EG102':{},'EG103':{'action':'deny'},'EG199':{'action':'Warn'},'EG1':null,'eg101':{'action':'Warn'}}}",
            [
                "/rules/EG1: 'EG1' is not a rule id; write EG and three digits, such as EG101",
                "/rules/EG001: EG001 cannot be set: an object that cannot be read cannot be judged; remove the entry",
                "/rules/EG101: this must be an object, but it is a string; write {action: Deny}",
                "/rules/EG102/action: this field is missing; write Deny, Warn, Audit or Off, or remove the rule's entry",
                "/rules/EG103/action: 'deny' is not one of Deny, Warn, Audit, Off; did you mean 'Deny'?",
                "/rules/EG199: there is no rule EG199; 'egressguard rules' lists the rules there are",
                "/rules/eg101: 'eg101' is not a rule id; write EG and three digits, such as EG101",
            ]
        },

        {
            "{'rules':{'EG003':{'action':'Off'},'EG004':{'action':'Warn'}}}",
            [
                "/rules/EG003: EG003 cannot be set: what the guard itself is told is right or it is refused; remove the entry",
                "/rules/EG004: EG004 cannot be set: what the guard itself is told is right or it is refused; remove the entry",
            ]
        },

        // Exemptions.
        { "{'exemptions':{'maxLifetime':90}}", ["/exemptions/maxLifetime: this must be a string, but it is a number; put it in quotes"] },
        { "{'exemptions':{'maxLifetime':'0d'}}", ["/exemptions/maxLifetime: '0d' is not a length of time; write whole days or hours, such as 90d or 2160h"] },
        { "{'exemptions':{'maxLifetime':'-1d'}}", ["/exemptions/maxLifetime: '-1d' is not a length of time; write whole days or hours, such as 90d or 2160h"] },
        { "{'exemptions':{'maxLifetime':'100000d'}}", ["/exemptions/maxLifetime: '100000d' is not a length of time; write whole days or hours, such as 90d or 2160h"] },
        { "{'exemptions':{'maxLifetime':'1h30m'}}", ["/exemptions/maxLifetime: '1h30m' is not a length of time; write whole days or hours, such as 90d or 2160h"] },
        { "{'exemptions':{'maxLifetme':'90d'}}", ["/exemptions/maxLifetme: unknown field 'maxLifetme'; did you mean 'maxLifetime'?"] },

        // Hosts.
        {
            "{'hosts':[]}",
            ["/hosts: the list is empty; remove the field to let any namespace open any host, or list the namespaces with what they may open"]
        },
        {
            "{'hosts':[{},{'namespaces':[],'allow':null},{'namespaces':['*'],'allow':['']},7]}",
            [
                "/hosts/0/allow: this list is missing; write the hosts that the namespaces may open, or [] for none",
                "/hosts/0/namespaces: this list is missing or empty; write the namespaces that may open the hosts",
                "/hosts/1/allow: this list is missing; write the hosts that the namespaces may open, or [] for none",
                "/hosts/1/namespaces: this list is missing or empty; write the namespaces that may open the hosts",
                $"/hosts/2/allow/0: '' is not a host; {Host}",
                $"/hosts/2/namespaces/0: '*' is not a namespace; {Namespace}",
                "/hosts/3: this must be an object, but it is a number",
            ]
        },
        {
            "{'hosts':[{'namespaces':['a'],'allow':['https://a.b','a.b:443','a..b','a_b.c','*','*a.b','a.*.b','*.*.b','*.','10.0.0.1','*.1','a.com..','\u212A.com']}]}",
            [
                $"/hosts/0/allow/0: 'https://a.b' is not a host; {Host}",
                $"/hosts/0/allow/1: 'a.b:443' is not a host; {Host}",
                $"/hosts/0/allow/2: 'a..b' is not a host; {Host}",
                $"/hosts/0/allow/3: 'a_b.c' is not a host; {Host}",
                "/hosts/0/allow/4: '*' is no host that a policy can allow; a star stands for the whole first part of a name, as in '*.example.com'",
                "/hosts/0/allow/5: '*a.b' is no host that a policy can allow; a star stands for the whole first part of a name, as in '*.example.com'",
                "/hosts/0/allow/6: 'a.*.b' is no host that a policy can allow; a star stands for the whole first part of a name, as in '*.example.com'",
                "/hosts/0/allow/7: '*.*.b' is no host that a policy can allow; a star stands for the whole first part of a name, as in '*.example.com'",
                "/hosts/0/allow/8: '*.' is no host that a policy can allow; a star stands for the whole first part of a name, as in '*.example.com'",
                "/hosts/0/allow/9: '10.0.0.1' is an address, not a host; a ServiceEntry names its destination in 'hosts', so write that DNS name",
                "/hosts/0/allow/10: '*.1' is an address, not a host; a ServiceEntry names its destination in 'hosts', so write that DNS name",
                $"/hosts/0/allow/11: 'a.com..' is not a host; {Host}",
                $"/hosts/0/allow/12: '\u212A.com' is not a host; {Host}",
            ]
        },

        // Labels.
        {
            "{'labels':[{},{'kinds':[],'key':'/a','value':'b','fromNamespaceLabel':'c'},{'kinds':['Pod','Pod','pod','Gateway'],'key':'a','value':true}]}",
            [
                "/labels/0: the label's value is missing; write 'value', or 'fromNamespaceLabel' to take it from a label of the namespace",
                "/labels/0/key: this field is missing; write the label's key",
                "/labels/0/kinds: this list is missing or empty; write the kinds that carry the label: Pod, ServiceEntry, VirtualService",
                "/labels/1: the label has two sources; write 'value' or 'fromNamespaceLabel', not both",
                $"/labels/1/key: '/a' is not a label key; {Key}",
                "/labels/1/kinds: this list is missing or empty; write the kinds that carry the label: Pod, ServiceEntry, VirtualService",
                "/labels/2/kinds/1: Pod is listed twice; keep one",
                "/labels/2/kinds/2: 'pod' is not one of Pod, ServiceEntry, VirtualService; did you mean 'Pod'?",
                "/labels/2/kinds/3: 'Gateway' is not one of Pod, ServiceEntry, VirtualService",
                "/labels/2/value: this must be a string, but it is true or false; put it in quotes",
            ]
        },
        {
            "{'labels':[{'kinds':['Pod'],'key':'A.b/c','value':'-'},{'kinds':['Pod'],'key':'a/b/c','fromNamespaceLabel':'x '}]}",
            [
                $"/labels/0/key: 'A.b/c' is not a label key; {Key}",
                $"/labels/0/value: '-' is not a label value; {Value}",
                $"/labels/1/fromNamespaceLabel: 'x ' is not a label key; {Key}",
                $"/labels/1/key: 'a/b/c' is not a label key; {Key}",
            ]
        },
        {
            "{'labels':[{'kinds':['Pod','ServiceEntry'],'key':'k','value':'1'},{'kinds':['ServiceEntry','Pod'],'key':'k','value':'1','namespaceSelector':{}}]}",
            [
                "/labels/1/key: ServiceEntry already has a value for the label k in the same namespaces; remove one, or give each its own namespaceSelector",
                "/labels/1/key: Pod already has a value for the label k in the same namespaces; remove one, or give each its own namespaceSelector",
            ]
        },
        {
            "{'labels':["
            + "{'kinds':['Pod'],'key':'k','value':'1','namespaceSelector':{'matchLabels':{'a':'1'},'matchExpressions':[{'key':'b','operator':'In','values':['x','y']}]}},"
            + "{'kinds':['Pod'],'key':'k','value':'2','namespaceSelector':{'matchExpressions':[{'key':'b','operator':'In','values':['y','x']},{'key':'a','operator':'In','values':['1']}]}}]}",
            ["/labels/1/key: Pod already has a value for the label k in the same namespaces; remove one, or give each its own namespaceSelector"]
        },
        {
            "{'labels':[{'kinds':['Pod'],'key':'k','value':'1','namespaceSelector':{'matchExpressions':["
            + "{'key':'a','operator':'In'},{'key':'a','operator':'NotIn','values':[]},{'key':'a','operator':'Exists','values':['x']},"
            + "{'key':'a','operator':'DoesNotExist','values':['x']},{'operator':'in','values':['x']},{'key':'a'},{'key':'a b','operator':'In','values':[null,'b c']},null]}}]}",
            [
                "/labels/0/namespaceSelector/matchExpressions/0/values: In compares with values; write at least one",
                "/labels/0/namespaceSelector/matchExpressions/1/values: NotIn compares with values; write at least one",
                "/labels/0/namespaceSelector/matchExpressions/2/values: Exists looks at the key alone; remove the values",
                "/labels/0/namespaceSelector/matchExpressions/3/values: DoesNotExist looks at the key alone; remove the values",
                "/labels/0/namespaceSelector/matchExpressions/4/key: this field is missing; write the label's key",
                "/labels/0/namespaceSelector/matchExpressions/4/operator: 'in' is not one of In, NotIn, Exists, DoesNotExist; did you mean 'In'?",
                "/labels/0/namespaceSelector/matchExpressions/5/operator: this field is missing; write In, NotIn, Exists or DoesNotExist",
                $"/labels/0/namespaceSelector/matchExpressions/6/key: 'a b' is not a label key; {Key}",
                "/labels/0/namespaceSelector/matchExpressions/6/values/0: the item is null; write a value or remove it",
                $"/labels/0/namespaceSelector/matchExpressions/6/values/1: 'b c' is not a label value; {Value}",
                "/labels/0/namespaceSelector/matchExpressions/7: the item is null; write a value or remove it",
            ]
        },
        {
            "{'mesh':{'egressGateways':[{'service':'a123456789-123456789-123456789-123456789','namespace':'b123456789-123456789-123456789'}]}}",
            ["/labels: the default value of the label egressguard.io/gateway, 'a123456789-123456789-123456789-123456789.b123456789-123456789-123456789', is longer than a label value can be; write the labels here"]
        },

        // Platform.
        {
            "{'platformNamespaces':['kube-*'],'platformUsers':['','**']}",
            [
                $"/platformNamespaces/0: 'kube-*' is not a namespace; {Namespace}",
                "/platformUsers/0: the pattern is empty; write a user's name, in which '*' stands for any characters, or remove the item",
                "/platformUsers/1: '**' fits everything: this would make everybody part of the platform, and the guard would judge nobody; write a user's name",
            ]
        },

        // Limits.
        {
            "{'serviceEntries':{'minimumIPv4Prefix':33,'minimumIPv6Prefix':-1,'protectedRanges':['10.0.0.0/33','010.0.0.1','::1%eth0'],'minimumWildcardLabels':0}}",
            [
                "/serviceEntries/minimumIPv4Prefix: 33 is not a whole number between 0 and 32",
                "/serviceEntries/minimumIPv6Prefix: -1 is not a whole number between 0 and 128",
                "/serviceEntries/minimumWildcardLabels: 0 is not a whole number between 1 and 127",
                $"/serviceEntries/protectedRanges/0: '10.0.0.0/33' is neither an IP address nor a CIDR range; {Range}",
                $"/serviceEntries/protectedRanges/1: '010.0.0.1' is neither an IP address nor a CIDR range; {Range}",
                $"/serviceEntries/protectedRanges/2: '::1%eth0' is neither an IP address nor a CIDR range; {Range}",
            ]
        },
        {
            "{'serviceEntries':{'minimumIPv4Prefix':'24','minimumIPv6Prefix':64.5,'minimumWildcardLabels':[]}}",
            [
                "/serviceEntries/minimumIPv4Prefix: this must be a whole number, but it is a string; write it without quotes",
                "/serviceEntries/minimumIPv6Prefix: 64.5 is not a whole number between 0 and 128",
                "/serviceEntries/minimumWildcardLabels: this must be a whole number, but it is a list",
            ]
        },
        {
            "{'pods':{'allowedExcludedIPRanges':['*'],'allowedExcludedPorts':[0,65536,'53',1,65535,99999999999],'allowedHostPaths':['/','var','/a/','/a/../b','/a//b',''],"
            + "'requiredDroppedCapabilities':['CAP_NET_RAW','all','','NET RAW']}}",
            [
                $"/pods/allowedExcludedIPRanges/0: '*' is neither an IP address nor a CIDR range; {Range}",
                "/pods/allowedExcludedPorts/0: 0 is not a whole number between 1 and 65535",
                "/pods/allowedExcludedPorts/1: 65536 is not a whole number between 1 and 65535",
                "/pods/allowedExcludedPorts/2: this must be a whole number, but it is a string; write it without quotes",
                "/pods/allowedExcludedPorts/5: 99999999999 is not a whole number between 1 and 65535",
                $"/pods/allowedHostPaths/0: '/' is not a path that can be allowed; {Path}",
                $"/pods/allowedHostPaths/1: 'var' is not a path that can be allowed; {Path}",
                $"/pods/allowedHostPaths/2: '/a/' is not a path that can be allowed; {Path}",
                $"/pods/allowedHostPaths/3: '/a/../b' is not a path that can be allowed; {Path}",
                $"/pods/allowedHostPaths/4: '/a//b' is not a path that can be allowed; {Path}",
                $"/pods/allowedHostPaths/5: '' is not a path that can be allowed; {Path}",
                "/pods/requiredDroppedCapabilities/0: 'CAP_NET_RAW' is the kernel's name; Kubernetes leaves CAP_ out, so write 'NET_RAW'",
                "/pods/requiredDroppedCapabilities/1: 'all' is not a capability; write it in capitals, such as NET_RAW, or ALL",
                "/pods/requiredDroppedCapabilities/2: '' is not a capability; write it in capitals, such as NET_RAW, or ALL",
                "/pods/requiredDroppedCapabilities/3: 'NET RAW' is not a capability; write it in capitals, such as NET_RAW, or ALL",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rejects_a_broken_spec_with_every_error(string spec, string[] expected)
    {
        var result = Document.ReadSpec(spec);

        Assert.Equal(expected.Select(line => "/spec" + line), result.Lines());
        Assert.Null(result.Policy);
        Assert.False(result.IsValid);
    }
}
