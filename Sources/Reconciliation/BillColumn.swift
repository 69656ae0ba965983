/// A column of the vendor's bill that is read; others are passed over.
enum BillColumn: CaseIterable {
  case subproduct, app, transaction, order, transactionTime, start, componentType, component
  case listPrice, contractPrice, priceUnit, usage, usageUnit, duration, originalCost, voucher, cost

  /// Its names in bills, English first; compared without regard to case.
  var names: [String] {
    switch self {
    case .subproduct: ["Subproduct Name", "子产品名称", "子产品"]
    case .app: ["Instance ID", "实例ID", "资源ID", "SDKAppID"]
    case .transaction: ["Transaction Type", "交易类型"]
    case .order: ["Order ID", "订单ID", "订单号"]
    case .transactionTime: ["Transaction Time", "扣费时间", "交易时间"]
    case .start: ["Usage Start Time", "开始使用时间", "使用开始时间"]
    case .componentType: ["Component Type", "组件类型"]
    case .component: ["Component Name", "组件名称"]
    case .listPrice: ["Component List Price", "组件刊例价", "组件原价"]
    case .contractPrice: ["Component Contracted Price", "组件合同价", "组件单价"]
    case .priceUnit: ["Component Price Measurement Unit", "组件价格单位"]
    case .usage: ["Component Usage", "组件用量"]
    case .usageUnit: ["Component Usage Unit", "组件用量单位"]
    case .duration: ["Usage Duration", "使用时长"]
    case .originalCost: ["Original Cost", "原价"]
    case .voucher: ["Voucher Deduction", "代金券支付", "代金券抵扣"]
    case .cost: ["Total Cost", "优惠后总价", "总费用"]
    }
  }

  /// The column with a name in a bill.
  static func named(_ text: String) -> BillColumn? {
    let text = key(text)
    return allCases.first { $0.names.contains { key($0) == text } }
  }

  private static func key(_ text: String) -> String { text.lowercased().filter { $0 != " " } }
}
